using System.Text.Json.Nodes;
using ImageStreams.TestKit;

namespace ImageStreams.EndToEnd.Tests;

// Mirrors that the cluster's own objects name: docs/spec/importing.md#settings-of-the-cluster.
public abstract partial class ApiModeTests
{
    private const string MirrorDefinition = """
        apiVersion: apiextensions.k8s.io/v1
        kind: CustomResourceDefinition
        metadata: {name: imagetagmirrorsets.config.openshift.io}
        spec:
          group: config.openshift.io
          scope: Cluster
          names: {kind: ImageTagMirrorSet, listKind: ImageTagMirrorSetList, plural: imagetagmirrorsets, singular: imagetagmirrorset}
          versions:
            - name: v1
              served: true
              storage: true
              schema: {openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}}
        """;

    [ClusterFact(DockerRegistryProcess.Program, PeerRegistry.Skopeo)]
    public async Task MirrorsOfTheCluster_AreFollowedAsSoonAsItHasThem()
    {
        await using var registry = await PeerRegistry.StartAsync();
        var ns = await Cluster.NamespaceAsync("mirrors");
        var held = await registry.ReadAsync("oci");
        (await ImportAsync(ns, "mirrored.test/apps/app:oci"))["status"]!["reason"]!.GetValue<string>().Should().Be("Unreachable");
        await Admin.ApplyAsync(MirrorDefinition);
        try
        {
            await Admin.RunAsync("wait", "--for=condition=Established", "crd/imagetagmirrorsets.config.openshift.io", "--timeout=60s");
            await Admin.ApplyAsync($$"""
                apiVersion: config.openshift.io/v1
                kind: ImageTagMirrorSet
                metadata: {name: apps}
                spec:
                  imageTagMirrors:
                    - {source: mirrored.test/apps, mirrors: ["{{registry.Host}}/team"], mirrorSourcePolicy: NeverContactSource}
                """);

            JsonObject imported = [];
            await Eventually.Succeeds(
                async () =>
                {
                    imported = await ImportAsync(ns, "mirrored.test/apps/app:oci");
                    ((string?)imported["status"]!["status"]).Should().Be("Success");
                },
                TimeSpan.FromMinutes(2));

            ((string?)imported["image"]!["metadata"]!["name"]).Should().Be(held.Digest);
            ((string?)imported["image"]!["dockerImageReference"]).Should().Be($"mirrored.test/apps/app@{held.Digest}");
            (await ImportAsync(ns, $"mirrored.test/apps/app@{held.Digest}"))["status"]!["message"]!.GetValue<string>()
                .Should().Be("forbidden: registry mirrored.test blocked", "its only mirror is for tags");
        }
        finally
        {
            await Admin.RunAsync("delete", "crd", "imagetagmirrorsets.config.openshift.io");
        }

        await Eventually.Succeeds(
            async () => ((string?)(await ImportAsync(ns, "mirrored.test/apps/app:oci"))["status"]!["reason"]).Should().Be("Unreachable"), TimeSpan.FromMinutes(2));
    }

    /// <summary>What an import without an effect says of an image.</summary>
    private async Task<JsonObject> ImportAsync(string ns, string image)
    {
        var answer = await Admin.TryAsync(
            $$"""
            apiVersion: image.openshift.io/v1
            kind: ImageStreamImport
            metadata: {name: look, namespace: {{ns}}}
            spec:
              import: false
              images:
                - { from: { kind: DockerImage, name: "{{image}}" }, importPolicy: { insecure: true } }
            """,
            "create",
            "--validate=false", // status is required, and the server's
            "-f",
            "-",
            "-o",
            "json");
        answer.ExitCode.Should().Be(0, answer.Error);
        return JsonNode.Parse(answer.Output)!["status"]!["images"]![0]!.AsObject();
    }
}
