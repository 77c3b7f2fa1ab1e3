using System.Text.Json.Nodes;
using ImageStreams.TestKit;

namespace ImageStreams.EndToEnd.Tests;

// What the controllers of a control plane do to streams: its garbage collector, and the end of namespaces.
public abstract partial class ApiModeTests
{
    private const string Events =
        """{"status": {"tags": [{"tag": "a", "items": [{"created": "2026-01-02T03:04:05Z", "dockerImageReference": "x/y", "image": "sha256:IMAGE", "generation": 1}]}]}}""";

    /// <summary>A garbage collector asks what kinds there are twice a minute.</summary>
    private protected static readonly TimeSpan Collected = TimeSpan.FromMinutes(1.5);

    [ClusterFact]
    public async Task Owner_ThatGoes_TakesItsStreamsAlong()
    {
        var ns = await Cluster.NamespaceAsync("owned-streams");
        foreach (var cascade in (string[])["background", "foreground"])
        {
            await Admin.RunAsync("create", "configmap", cascade, "-n", ns);
            await CreateStreamAsync(ns, "plain", OwnedBy(await Admin.GetAsync("configmap", cascade, "-n", ns)));
            await CreateStreamAsync(ns, "tagged", OwnedBy(await Admin.GetAsync("configmap", cascade, "-n", ns)));
            await AddEventAsync(ns, "tagged");
            await Eventually.Succeeds(async () => (await Admin.GetAsync("imagestreamtags", "-n", ns))["items"]!.AsArray().Should().ContainSingle());

            await Admin.RunAsync("delete", "configmap", cascade, "-n", ns, $"--cascade={cascade}", "--timeout=90s");

            await Eventually.Succeeds(async () => (await StreamsAsync(ns)).Should().BeEmpty("{0}", cascade), Collected);
        }
    }

    [ClusterFact]
    public async Task Stream_ThatGoes_TakesWhatItOwnsAlong()
    {
        var ns = await Cluster.NamespaceAsync("owning-streams");
        foreach (var cascade in (string[])["background", "foreground", "orphan"])
        {
            await CreateStreamAsync(ns, cascade, "");
            await AddEventAsync(ns, cascade);
            var owner = OwnedBy(await Admin.GetAsync("imagestream", cascade, "-n", ns));
            await Admin.ApplyAsync($"---\n{{apiVersion: v1, kind: ConfigMap, metadata: {{name: of-{cascade}, namespace: {ns}{owner}}}}}");
            await Admin.RunAsync("delete", "imagestreamtag", $"{cascade}:a", "-n", ns); // the end of a tag is not the end of its stream

            await Admin.RunAsync("delete", "imagestream", cascade, "-n", ns, $"--cascade={cascade}", "--timeout=90s");
        }

        await Eventually.Succeeds(
            async () => (await Admin.GetAsync("configmaps", "-n", ns))["items"]!.AsArray()
                .Select(c => (string?)c!["metadata"]!["name"]).Where(n => n!.StartsWith("of-", StringComparison.Ordinal)).Should().Equal("of-orphan"),
            Collected);
        (await Admin.GetAsync("configmap", "of-orphan", "-n", ns))["metadata"]!["ownerReferences"].Should().BeNull();
    }

    [ClusterFact]
    public async Task Uninstall_InTheWrongOrder_KeepsNamespacesUntilTheApiServiceIsDeleted()
    {
        var (ns, later) = (await Cluster.NamespaceAsync("wrong-order"), await Cluster.NamespaceAsync("right-order"));
        await Admin.ApplyAsync(StreamYaml.Of(ns, "app", StreamYaml.Following("same", "other")));
        await Admin.ApplyAsync(StreamYaml.Of(later, "app", StreamYaml.Following("same", "other")));

        await Cluster.Process.KillAsync();
        try
        {
            await Admin.RunAsync("delete", "namespace", ns, "--wait=false");
            await Eventually.Succeeds(
                async () =>
                {
                    var condition = Condition(await Admin.GetAsync("namespace", ns), "NamespaceDeletionDiscoveryFailure");
                    ((string?)condition?["status"]).Should().Be("True");
                    ((string?)condition?["message"]).Should().Contain("image.openshift.io/v1");
                },
                TimeSpan.FromMinutes(2));

            // What docs/architecture.md says for this case; whoever does that first is never stuck.
            await Admin.RunAsync("delete", Installation.ApiService);
            await Admin.RunAsync("wait", "--for=delete", $"namespace/{ns}", "--timeout=120s");
            await Admin.RunAsync("delete", "namespace", later, "--timeout=120s");
            (await Admin.GetAsync("imagestreams.v1stored.image.openshift.io", "-A"))["items"]!.AsArray()
                .Should().NotContain(s => (string?)s!["metadata"]!["namespace"] == ns || (string?)s["metadata"]!["namespace"] == later);
        }
        finally
        {
            await Cluster.InstallAsync();
        }
    }

    private static JsonNode? Condition(JsonObject o, string type) =>
        (o["status"]!["conditions"]?.AsArray() ?? []).FirstOrDefault(c => (string?)c!["type"] == type);

    /// <summary>The reference to an owner, for flow style metadata.</summary>
    private static string OwnedBy(JsonObject owner) =>
        $", ownerReferences: [{{apiVersion: {owner["apiVersion"]}, kind: {owner["kind"]}, name: {owner["metadata"]!["name"]}, uid: {owner["metadata"]!["uid"]}, blockOwnerDeletion: true}}]";

    private Task<string> CreateStreamAsync(string ns, string name, string owner) => Admin.ApplyAsync(
        $"---\n{{apiVersion: image.openshift.io/v1, kind: ImageStream, metadata: {{name: {name}, namespace: {ns}{owner}}}}}");

    /// <summary>Gives the stream an image tag <c>a</c>, as an import does.</summary>
    private Task<string> AddEventAsync(string ns, string name) => Admin.RunAsync(
        "patch", "imagestream", name, "-n", ns, "--subresource=status", "--type=merge", "-p", Events.Replace("IMAGE", new string('a', 64), StringComparison.Ordinal));

    private async Task<IEnumerable<string?>> StreamsAsync(string ns) =>
        (await Admin.GetAsync("imagestreams", "-n", ns))["items"]!.AsArray().Select(s => (string?)s!["metadata"]!["name"]);
}
