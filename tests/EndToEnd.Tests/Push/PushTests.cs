using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using ImageStreams.LocalRegistry;
using ImageStreams.TestKit;
using Xunit.Abstractions;

namespace ImageStreams.EndToEnd.Tests;

/// <summary>Pushes to a stock registry by stock clients: what <c>kubectl</c> then shows.</summary>
public abstract class PushTests(PushPlane plane, ITestOutputHelper output)
{
    private const string Group = "/apis/image.openshift.io/v1";

    /// <summary>How soon users see what they have pushed, kubectl's own time included.</summary>
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(5);

    private Kubectl Admin => plane.Cluster.Admin;

    [ClusterFact(DockerRegistryProcess.Program, PeerRegistry.Skopeo)]
    public async Task Push_OfAnImage_MakesStreamTagAndImage_AsTheRegistryHoldsIt()
    {
        var ns = await plane.Cluster.NamespaceAsync("push-image");
        await plane.PushAsync($"{ns}/app", "latest", SampleImage.Create(501));
        await Eventually.Succeeds(async () => (await Admin.RunAsync("get", "is,istag", "-n", ns)).Should().Contain("app:latest"), Soon);

        var held = await plane.ReadAsync($"{ns}/app", "latest");
        var stream = await Admin.GetAsync("is", "app", "-n", ns);
        stream.History("latest").Should().Equal(held.Digest);
        ((string?)stream["status"]!["dockerImageRepository"]).Should().Be($"{plane.Host}/{ns}/app");
        ((string?)stream.FindTag("latest")!["items"]![0]!["dockerImageReference"]).Should().Be($"{plane.Host}/{ns}/app@{held.Digest}");
        (stream["spec"]!["tags"]?.AsArray() ?? []).Should().BeEmpty("a push says nothing of where a tag comes from");
        var image = (await Admin.GetAsync("isimage", $"app@{held.Digest}", "-n", ns))["image"]!;
        ImageExpectations.Expect(image, held, $"{plane.Host}/{ns}/app");
        image["metadata"]!["annotations"]!.AsObject().Select(a => $"{a.Key}={a.Value}").Should().BeEquivalentTo(
            "openshift.io/image.managed=true", "image.openshift.io/manifestBlobStored=true", "image.openshift.io/dockerLayersOrder=ascending");
        var layers = await Admin.RawAsync($"{Group}/namespaces/{ns}/imagestreams/app/layers");
        layers["blobs"]!.AsObject().Where(b => b.Key != held.Digest && b.Key != held.Config!.Digest).Select(b => $"{b.Key} {b.Value!["size"]}")
            .Should().BeEquivalentTo(held.Layers.Select(l => $"{l.Digest} {l.Size}"));
        layers["images"]![held.Digest]!["layers"]!.AsArray().Select(l => (string?)l).Should().Equal(held.Layers.Select(l => l.Digest));
        await Eventually.Succeeds(async () => (await Admin.RunAsync("get", "events", "-n", ns)).Should().Contain("TagPushed"));
    }

    [ClusterFact(DockerRegistryProcess.Program, PeerRegistry.Skopeo)]
    public async Task Push_OfAnIndex_KeepsItWithAllItsImages()
    {
        var ns = await plane.Cluster.NamespaceAsync("push-index");
        await plane.PushAsync($"{ns}/tools", "all", SampleIndex.Oci(
            SampleImage.Create(511), SampleImage.Create(new SampleImageOptions { Seed = 512, Architecture = "arm64", Variant = "v8" })));
        await Eventually.Succeeds(async () => (await Admin.RunAsync("get", "istag", "-n", ns)).Should().Contain("tools:all"), Soon);

        var held = await plane.ReadAsync($"{ns}/tools", "all");
        var index = (await Admin.GetAsync("istag", "tools:all", "-n", ns))["image"]!;
        ImageExpectations.Expect(index, held, $"{plane.Host}/{ns}/tools");
        foreach (var child in held.Children)
        {
            var image = (await Admin.GetAsync("isimage", $"tools@{child.Digest}", "-n", ns))["image"]!;
            ImageExpectations.Expect(image, child, $"{plane.Host}/{ns}/tools");
            ((string?)image["metadata"]!["annotations"]!["openshift.io/image.managed"]).Should().Be("true");
        }
    }

    [ClusterFact(DockerRegistryProcess.Program, PeerRegistry.Skopeo)]
    public async Task Push_Again_GrowsTheHistory_AndTagsThatFollowFollow()
    {
        var ns = await plane.Cluster.NamespaceAsync("push-again");
        await Admin.ApplyAsync(StreamYaml.Of(ns, "app", StreamYaml.Following("prod", "latest")));
        await plane.PushAsync($"{ns}/app", "latest", SampleImage.Create(521));
        await plane.RetagAsync($"{ns}/app", "latest", "1.0");
        await plane.PushAsync($"{ns}/app", "latest", SampleImage.Create(522));
        var (first, second) = ((await plane.ReadAsync($"{ns}/app", "1.0")).Digest, (await plane.ReadAsync($"{ns}/app", "latest")).Digest);

        await Eventually.Succeeds(
            async () =>
            {
                var stream = await Admin.GetAsync("is", "app", "-n", ns);
                stream.History("latest")[0].Should().Be(second);
                stream.History("prod")[0].Should().Be(second);
                stream.History("1.0").Should().Equal(first);
            },
            Soon);
        var generation = await GenerationAsync(ns);

        await plane.PushAsync($"{ns}/app", "latest", SampleImage.Create(521));

        await Eventually.Succeeds(async () => (await Admin.GetAsync("is", "app", "-n", ns)).History("latest")[0].Should().Be(first), Soon);
        (await GenerationAsync(ns)).Should().Be(generation, "the spec is its owner's");
    }

    [ClusterFact(DockerRegistryProcess.Program, PeerRegistry.Skopeo)]
    public async Task Deletion_InTheRegistry_TakesThePushedTagsAway_AndNoOthers()
    {
        var ns = await plane.Cluster.NamespaceAsync("push-delete");
        await plane.PushAsync($"{ns}/app", "gone", SampleImage.Create(531));
        await plane.PushAsync($"{ns}/app", "stays", SampleImage.Create(532));
        await Eventually.Succeeds(async () => (await Admin.GetAsync("is", "app", "-n", ns)).StatusTags().Should().HaveCount(2), Soon);
        await Admin.ApplyAsync(StreamYaml.Of(ns, "importer", StreamYaml.Imported("latest", $"{plane.Host}/{ns}/app:gone", "insecure: true")));
        await Eventually.Succeeds(async () => (await Admin.GetAsync("is", "importer", "-n", ns)).History("latest").Should().HaveCount(1));

        await plane.DeleteAsync($"{ns}/app", "gone");

        await Eventually.Succeeds(async () => (await Admin.GetAsync("is", "app", "-n", ns)).StatusTags().Select(t => (string?)t["tag"]).Should().Equal("stays"), Soon);
        (await Admin.GetAsync("is", "importer", "-n", ns)).History("latest").Should().HaveCount(1, "what was imported is kept");
        await Eventually.Succeeds(async () => (await Admin.RunAsync("get", "events", "-n", ns)).Should().Contain("TagDeleted"));
    }

    [ClusterFact(DockerRegistryProcess.Program, PeerRegistry.Skopeo)]
    public async Task PushesAndDeletions_WithoutANotification_AreFoundByTheNextLeader_ButWhatWasDeletedHereIsNot()
    {
        var ns = await plane.Cluster.NamespaceAsync("push-lost");
        await plane.PushAsync($"{ns}/app", "told", SampleImage.Create(541));
        await plane.PushAsync($"{ns}/app", "unwanted", SampleImage.Create(542));
        await Eventually.Succeeds(async () => (await Admin.GetAsync("is", "app", "-n", ns)).StatusTags().Should().HaveCount(2), Soon);
        await Admin.RunAsync("delete", "istag", "app:unwanted", "-n", ns);
        await plane.PushAsync($"{ns}/app", "lost", SampleImage.Create(543), PushPlane.Untold);
        await plane.PushAsync($"{ns}/app", "told", SampleImage.Create(544), PushPlane.Untold);
        (await Admin.GetAsync("is", "app", "-n", ns)).StatusTags().Select(t => (string?)t["tag"]).Should().Equal("told");

        (await plane.Cluster.Process.TerminateAsync()).Should().Be(0);
        await plane.Cluster.StartAsync();

        var (lost, told) = ((await plane.ReadAsync($"{ns}/app", "lost")).Digest, (await plane.ReadAsync($"{ns}/app", "told")).Digest);
        await Eventually.Succeeds(async () =>
        {
            var stream = await Admin.GetAsync("is", "app", "-n", ns);
            stream.History("lost").Should().Equal(lost);
            stream.History("told")[0].Should().Be(told);
            stream.FindTag("unwanted").Should().BeNull("whoever deletes a tag does not want it back");
        });
    }

    [ClusterFact(DockerRegistryProcess.Program, PeerRegistry.Skopeo)]
    public async Task Push_WhereNoStreamCanBe_IsToldAndWritesNothing()
    {
        var ns = await plane.Cluster.NamespaceAsync("push-refused");
        await Admin.ApplyAsync($$$"""
            apiVersion: v1
            kind: LimitRange
            metadata: {name: small, namespace: {{{ns}}} }
            spec: {limits: [{type: openshift.io/Image, max: {storage: "1"}}]}
            """);
        var image = SampleImage.Create(551);
        await plane.PushAsync("a/b/c", "latest", image);
        await plane.PushAsync("segment", "latest", image);
        await plane.PushAsync("push-nowhere/app", "latest", image);
        await plane.PushAsync($"{ns}/app", "latest", image);

        await Eventually.Succeeds(async () => (await Admin.RunAsync("get", "events", "-n", ns)).Should().Contain("PushRefused").And.Contain("exceeds the maximum limit"));
        await Eventually.Succeeds(async () => (await Admin.RunAsync("get", "events", "-n", "default")).Should().Contain("the namespace push-nowhere does not exist"));
        (await Admin.RunAsync("get", "is", "-A")).Should().NotContain(ns).And.NotContain("segment").And.NotContain("nowhere");
        var digest = (await plane.ReadAsync("a/b/c", "latest")).Digest;
        (await Admin.RunAsync("get", "images", "-o", "name")).Should().NotContain(digest);
    }

    [ClusterFact(DockerRegistryProcess.Program, PeerRegistry.Skopeo)]
    public async Task Notification_ForgedOrWithoutTheSecret_WritesNothing()
    {
        var ns = await plane.Cluster.NamespaceAsync("push-forged");
        var forged = $$$"""{"events":[{"id":"1","action":"push","target":{"repository":"{{{ns}}}/app","tag":"latest","digest":"sha256:{{{new string('a', 64)}}}"},"request":{"host":"{{{plane.Host}}}"}}]}""";
        using var stranger = Caller.Directly(plane.Cluster.Address);
        using var wrong = Caller.Directly(plane.Cluster.Address, "wrong");
        using var known = Caller.Directly(plane.Cluster.Address, plane.Secret);

        (await stranger.CodeAsync(HttpMethod.Post, "/registry/events", forged)).Should().Be(HttpStatusCode.Unauthorized);
        (await wrong.CodeAsync(HttpMethod.Post, "/registry/events", forged)).Should().Be(HttpStatusCode.Unauthorized);
        (await known.CodeAsync(HttpMethod.Post, "/registry/events", forged)).Should().Be(HttpStatusCode.Accepted);
        (await known.CodeAsync(HttpMethod.Post, "/registry/events", forged)).Should().Be(HttpStatusCode.Accepted);
        (await known.CodeAsync(HttpMethod.Post, "/registry/events", "{}")).Should().Be(HttpStatusCode.BadRequest);
        (await known.CodeAsync(HttpMethod.Get, "/registry/events")).Should().Be(HttpStatusCode.MethodNotAllowed);

        await plane.PushAsync($"{ns}/other", "latest", SampleImage.Create(561)); // what is queued after it is looked at after it
        await Eventually.Succeeds(async () => (await Admin.RunAsync("get", "istag", "-n", ns)).Should().Contain("other:latest"), Soon);
        (await Admin.RunAsync("get", "is", "-n", ns, "-o", "name")).Should().NotContain("app");
    }

    [OcFact]
    public async Task Describe_OfWhatWasPushed_SaysSo_AndTheReferencePolicyChoosesThePullSpec()
    {
        var ns = await plane.Cluster.NamespaceAsync("push-describe");
        await plane.PushAsync($"{ns}/app", "latest", SampleImage.Create(581));
        await Eventually.Succeeds(async () => (await Admin.RunAsync("get", "istag", "-n", ns)).Should().Contain("app:latest"), Soon);

        var text = await PeerPrograms.RunAsync(RealControlPlane.FindProgram("oc")!, "--kubeconfig", Admin.Kubeconfig, "describe", "is", "app", "-n", ns);

        text.Should().Contain("latest\n  no spec tag\n", "older clients say: pushed image").And.Contain($"Image Repository:\t{plane.Host}/{ns}/app");
        var held = await plane.ReadAsync($"{ns}/app", "latest");
        var source = $"localhost:{plane.Host.Split(':')[1]}/{ns}/app";
        await Admin.ApplyAsync(StreamYaml.Of(ns, "importer", [
            StreamYaml.Imported("local", $"{source}:latest") + "\n    referencePolicy: {type: Local}",
            StreamYaml.Imported("source", $"{source}:latest") + "\n    referencePolicy: {type: Source}"]));
        await Eventually.Succeeds(async () => (await Admin.GetAsync("is", "importer", "-n", ns)).StatusTags().Should().HaveCount(2).And.OnlyContain(t => t["items"] != null));
        (await PullSpecAsync(ns, "importer:local")).Should().Be($"{plane.Host}/{ns}/importer@{held.Digest}");
        (await PullSpecAsync(ns, "importer:source")).Should().Be($"{source}@{held.Digest}");
        (await PullSpecAsync(ns, "app:latest")).Should().Be($"{plane.Host}/{ns}/app@{held.Digest}");
    }

    [ClusterFact(DockerRegistryProcess.Program, PeerRegistry.Skopeo)]
    public async Task Pushes_AreSeenWithinTwoSeconds()
    {
        const int Count = 40;
        var ns = await plane.Cluster.NamespaceAsync("push-soon");
        await plane.PushAsync($"{ns}/app", "latest", SampleImage.Create(571));
        var manifest = await plane.ReadAsync($"{ns}/app", "latest");
        using var registry = new HttpClient { BaseAddress = new Uri($"http://{plane.Host}/v2/{ns}/app/manifests/") };
        using var user = plane.Cluster.As(await plane.Cluster.UserAsync(ns, "viewer", "view"));
        var times = new List<TimeSpan>();
        for (var i = 0; i < Count; i++)
        {
            using var content = new StringContent(manifest.Manifest, MediaTypeHeaderValue.Parse(manifest.MediaType));
            (await registry.PutAsync(new Uri($"t{i}", UriKind.Relative), content)).EnsureSuccessStatusCode();
            var since = Stopwatch.GetTimestamp();
            await Eventually.Succeeds(async () => (await user.CodeAsync(HttpMethod.Get, $"{Group}/namespaces/{ns}/imagestreamtags/app:t{i}")).Should().Be(HttpStatusCode.OK));
            times.Add(Stopwatch.GetElapsedTime(since));
        }

        var p95 = times.Order().ElementAt((Count * 95 / 100) - 1);
        output.WriteLine($"{Count} pushes, seen after: median {times.Order().ElementAt(Count / 2).TotalMilliseconds:0} ms, p95 {p95.TotalMilliseconds:0} ms, longest {times.Max().TotalMilliseconds:0} ms");
        p95.Should().BeLessThan(TimeSpan.FromSeconds(2));
    }

    private async Task<string?> PullSpecAsync(string ns, string tag) => (string?)(await Admin.GetAsync("istag", tag, "-n", ns))["image"]!["dockerImageReference"];

    private async Task<long?> GenerationAsync(string ns) => (long?)(await Admin.GetAsync("is", "app", "-n", ns))["metadata"]!["generation"];
}
