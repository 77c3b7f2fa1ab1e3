using System.Text.Json.Nodes;
using ImageStreams.TestKit;

namespace ImageStreams.EndToEnd.Tests;

/// <summary>CRD-only mode: the control plane serves the kinds itself, the process runs the controllers.</summary>
public abstract class CrdOnlyTests(Cluster cluster) : ClusterTests(cluster)
{
    [ClusterFact(DockerRegistryProcess.Program, PeerRegistry.Skopeo)]
    public async Task ImagesOfARealRegistry_AreImportedAsTheRegistryHoldsThem()
    {
        await using var registry = await PeerRegistry.StartAsync();
        var ns = await Cluster.NamespaceAsync("main-job");
        await Admin.ApplyAsync(StreamYaml.Of(
            ns,
            "app",
            StreamYaml.Imported("docker", $"{registry.Host}/team/app:docker"),
            StreamYaml.Imported("oci", $"{registry.Host}/team/app:oci"),
            StreamYaml.Imported("schema1", $"{registry.Host}/team/app:schema1"),
            StreamYaml.Imported("platform", $"{registry.Host}/team/app:index"),
            StreamYaml.Imported("index", $"{registry.Host}/team/app:index", "insecure: true, importMode: PreserveOriginal"),
            StreamYaml.Imported("none", $"{registry.Host}/team/app:none"),
            StreamYaml.Following("same", "oci")));

        await Cluster.Process.EventuallyAsync(async () => (await StreamAsync(ns)).StatusTags().Should().HaveCount(7));

        var stream = await StreamAsync(ns);
        foreach (var tag in (string[])["docker", "oci", "schema1", "index"])
        {
            var held = await registry.ReadAsync(tag);
            stream.History(tag).Should().Equal(held.Digest);
            await ExpectImageAsync(held, registry.Host);
        }

        stream.History("same").Should().Equal(stream.History("oci"));
        stream.History("platform").Should().Equal((await registry.ReadAsync("index")).Children[0].Digest);
        var failure = stream.Failure("none")!;
        ((string?)failure["reason"]).Should().Be("NotFound");
        ((string?)failure["message"]).Should().StartWith($"dockerimage.image.openshift.io \"{registry.Host}/team/app:none\" not found; next attempt at ");
        ((long?)stream["metadata"]!["generation"]).Should().Be(1, "imports do not touch the spec");
        await ExpectEventsAsync(ns);
    }

    [ClusterFact(DockerRegistryProcess.Program, PeerRegistry.Skopeo)]
    public async Task UnchangedStream_IsNotWritten()
    {
        await using var registry = await PeerRegistry.StartAsync();
        var ns = await Cluster.NamespaceAsync("unchanged");
        await Admin.ApplyAsync(StreamYaml.Of(ns, "app", StreamYaml.Imported("latest", $"{registry.Host}/team/app:oci")));
        await Cluster.Process.EventuallyAsync(async () => (await ImportedAsync(ns)).Should().Equal("app"));

        await Admin.RunAsync("label", "imagestream", "app", "seen=yes", "-n", ns);
        var version = (string?)(await StreamAsync(ns))["metadata"]!["resourceVersion"];
        await Admin.ApplyAsync(StreamYaml.Of(ns, "other", StreamYaml.Imported("latest", $"{registry.Host}/team/app:docker")));
        await Cluster.Process.EventuallyAsync(async () => (await ImportedAsync(ns)).Should().BeEquivalentTo("app", "other"));

        ((string?)(await StreamAsync(ns))["metadata"]!["resourceVersion"]).Should().Be(version);
    }

    [ClusterFact]
    public async Task ReferencesThatDoNotParse_AreConditions_AndTheOthersAreImported()
    {
        await using var registry = await FaultyRegistry.StartAsync();
        registry.On("GET /v2/a/b/manifests/1", Answers.Status(404));
        var ns = await Cluster.NamespaceAsync("bad-input");

        await Admin.ApplyAsync(StreamYaml.Of(
            ns,
            "app",
            StreamYaml.Imported("reference", "UPPER/case:1"),
            StreamYaml.Imported("odd/name", $"{registry.Host}/a/b:1"),
            StreamYaml.Imported("right", $"{registry.Host}/a/b:1"),
            StreamYaml.Following("foreign", "app:1", "somewhere-else")));

        await Cluster.Process.EventuallyAsync(async () =>
        {
            var stream = await StreamAsync(ns);
            ((string?)stream.Failure("reference")?["reason"]).Should().Be("InvalidReference");
            ((string?)stream.Failure("reference")?["message"]).Should().Contain("UPPER/case:1");
            ((string?)stream.Failure("right")?["reason"]).Should().Be("NotFound");
            ((string?)stream.Failure("foreign")?["reason"]).Should().Be("Forbidden");
            ((string?)stream.Failure("odd/name")?["reason"]).Should().Be("InvalidReference");
            ((string?)stream.Failure("odd/name")?["message"]).Should().Contain("spec.tags[odd/name].name");
        });
    }

    [ClusterFact]
    public async Task WhatTheModeLacks_IsAsTheDocumentsSay()
    {
        var ns = await Cluster.NamespaceAsync("limits");
        await Admin.ApplyAsync(StreamYaml.Of(
            ns, "app", StreamYaml.Imported("bad", "UPPER/case:1"), "  - {name: plain, reference: true, from: {kind: DockerImage, name: quay.io/x/y}}"));
        await Cluster.Process.EventuallyAsync(async () => ((string?)(await StreamAsync(ns)).Failure("bad")?["reason"]).Should().Be("InvalidReference"));

        var columns = (await Admin.RunAsync("get", "imagestreams", "-n", ns)).Split('\n')[0].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var plain = (await StreamAsync(ns))["spec"]!["tags"]![1]!.AsObject();
        var tags = await Admin.FailAsync(null, "get", "imagestreamtags", "-n", ns);
        var layers = await Admin.FailAsync(null, "get", "--raw", $"/apis/image.openshift.io/v1/namespaces/{ns}/imagestreams/app/layers");
        var name = await Admin.FailAsync(StreamYaml.Of(ns, "foo_bar", StreamYaml.Following("a", "b")), "apply", "-f", "-");
        var type = await Admin.FailAsync(StreamYaml.Of(ns, "typed", "  - {name: a, reference: maybe}"), "apply", "-f", "-");

        columns.Should().Equal("NAME", "REPOSITORY", "AGE");
        plain.Select(p => p.Key).Should().BeEquivalentTo(["name", "reference", "from"], "defaults are not written");
        tags.Should().Contain("doesn't have a resource type \"imagestreamtags\"");
        layers.Should().Contain("NotFound");
        name.Should().Contain("RFC 1123");
        type.Should().Contain("spec.tags[0].reference");
        await Eventually.Succeeds(async () =>
            (await Admin.RunAsync("get", "events", "-n", ns, "-o", "jsonpath={.items[*].message}")).Should().Contain("UPPER/case:1"));
    }

    private Task<JsonObject> StreamAsync(string ns) => Admin.GetAsync("imagestream", "app", "-n", ns);

    private async Task ExpectImageAsync(HeldImage held, string host)
    {
        var image = await Admin.GetAsync("images.image.openshift.io", held.Digest.Replace(':', '-'));
        ImageExpectations.Expect(image, held, $"{host}/{PeerRegistry.Repository}");
        foreach (var child in held.Children)
        {
            await ExpectImageAsync(child, host);
        }
    }

    private async Task ExpectEventsAsync(string ns) => await Eventually.Succeeds(async () =>
    {
        var events = await Admin.RunAsync("get", "events", "-n", ns, "-o", "jsonpath={range .items[*]}{.reason} {.involvedObject.name}{'\\n'}{end}");
        events.Split('\n').Should().Contain("TagImported app").And.Contain("ImportFailed app");
    });
}
