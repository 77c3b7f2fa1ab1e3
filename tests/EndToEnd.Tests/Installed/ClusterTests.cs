using ImageStreams.LocalRegistry;
using ImageStreams.TestKit;

namespace ImageStreams.EndToEnd.Tests;

/// <summary>What holds in both modes of installation. Tests of a class run one after the other and share its cluster; each has a namespace.</summary>
public abstract class ClusterTests(Cluster cluster)
{
    private const string LeaseHolder = "jsonpath={.spec.holderIdentity}";

    private protected Cluster Cluster { get; } = cluster;

    private protected Kubectl Admin => Cluster.Admin;

    [ClusterFact]
    public async Task Terminate_GivesTheLeaseBackAndEndsWell()
    {
        var process = Cluster.Process;
        await process.EventuallyAsync(async () =>
        {
            process.Log.Should().Contain(" leads by lease imagestreams"); // and not one that was killed before
            (await HolderAsync()).Should().NotBeEmpty();
        });

        var code = await process.TerminateAsync();
        var holder = await HolderAsync();
        await Cluster.StartAsync();

        code.Should().Be(0, "{0}", process.Log);
        holder.Should().BeEmpty("{0}", process.Log);
    }

    [ClusterFact]
    public async Task KillInTheMiddleOfImports_ImportsAllOfThemOnceAfterTheRestart()
    {
        const int streams = 12;
        var ns = await Cluster.NamespaceAsync("crash");
        await using var registry = await FaultyRegistry.StartAsync();
        var images = Enumerable.Range(0, streams).Select(i => SampleImage.Create(100 + i)).ToList();
        foreach (var (i, image) in images.Index())
        {
            Serve(registry, $"crash/s{i}", image, firstAnswerNeverComes: IsHeld(i));
        }

        await Admin.ApplyAsync(string.Join("\n---\n", images.Index().Select(
            i => StreamYaml.Of(ns, $"s{i.Index}", StreamYaml.Imported("latest", $"{registry.Host}/crash/s{i.Index}:latest")))));
        await Cluster.Process.EventuallyAsync(async () =>
        {
            (await ImportedAsync(ns)).Should().HaveCount(streams / 2);
            Enumerable.Range(0, streams).Where(IsHeld).Should().OnlyContain(i => registry.Count($"GET /v2/crash/s{i}/manifests/latest") == 1);
        });
        await Cluster.Process.KillAsync();
        var before = RequestsOfImported(registry, streams);
        await Cluster.StartAsync();

        await Cluster.Process.EventuallyAsync(async () => (await ImportedAsync(ns)).Should().HaveCount(streams));
        var all = await Admin.GetAsync("imagestreams", "-n", ns);
        foreach (var (i, image) in images.Index())
        {
            all["items"]!.AsArray().Single(s => (string?)s!["metadata"]!["name"] == $"s{i}")!.AsObject()
                .History("latest").Should().Equal(image.OciManifest.Digest.ToString());
        }

        RequestsOfImported(registry, streams).Should().Equal(before, "what was imported before is not fetched again");
    }

    [ClusterFact]
    public async Task Delete_OfAStream_LeavesItsImages()
    {
        await using var registry = await FaultyRegistry.StartAsync();
        var image = SampleImage.Create(201);
        Serve(registry, "delete/stream", image, firstAnswerNeverComes: false);
        var ns = await Cluster.NamespaceAsync("delete-stream");
        await Admin.ApplyAsync(StreamYaml.Of(ns, "app", StreamYaml.Imported("latest", $"{registry.Host}/delete/stream:latest")));
        await Cluster.Process.EventuallyAsync(async () => (await ImportedAsync(ns)).Should().Equal("app"));

        await Admin.RunAsync("delete", "imagestream", "app", "-n", ns, "--timeout=30s");

        (await Admin.FailAsync(null, "get", "imagestream", "app", "-n", ns)).Should().Contain("""imagestreams.image.openshift.io "app" not found""");
        (await Admin.RunAsync("get", "images", "-o", "name")).Should().Contain(image.OciManifest.Digest.Hex);
    }

    [ClusterFact]
    public async Task Import_BeyondALimitOfTheNamespace_IsRefusedByTheTag()
    {
        await using var registry = await FaultyRegistry.StartAsync();
        var (first, second) = (SampleImage.Create(202), SampleImage.Create(203));
        Serve(registry, "limit/first", first, firstAnswerNeverComes: false);
        Serve(registry, "limit/second", second, firstAnswerNeverComes: false);
        var ns = await Cluster.NamespaceAsync("limit");
        await Admin.ApplyAsync($"""
            apiVersion: v1
            kind: LimitRange
            metadata:
              name: one-image
              namespace: {ns}
            spec:
              limits:
              - type: openshift.io/ImageStream
                max:
                  openshift.io/images: "1"
            """);
        await Admin.ApplyAsync(StreamYaml.Of(
            ns,
            "app",
            StreamYaml.Imported("latest", $"{registry.Host}/limit/first:latest"),
            StreamYaml.Imported("second", $"{registry.Host}/limit/second:latest")));

        await Cluster.Process.EventuallyAsync(async () =>
        {
            var stream = await Admin.GetAsync("imagestream", "app", "-n", ns);
            stream.History("latest").Concat(stream.History("second")).Should().ContainSingle("one image is allowed");
            ((string?)(stream.Failure("second") ?? stream.Failure("latest"))?["message"]).Should().StartWith(
                "forbidden: requested usage of openshift.io/images exceeds the maximum limit per openshift.io/ImageStream (2 > 1)");
        });
    }

    [ClusterFact]
    public async Task Interval_ThatIsNone_IsToldByItsStreamAloneUntilItIsCorrected()
    {
        await using var registry = await FaultyRegistry.StartAsync();
        var image = SampleImage.Create(204);
        Serve(registry, "interval/image", image, firstAnswerNeverComes: false);
        var ns = await Cluster.NamespaceAsync("interval");
        var tag = StreamYaml.Imported("latest", $"{registry.Host}/interval/image:latest", "insecure: true, scheduled: true");
        await Admin.ApplyAsync(StreamYaml.Of(ns, "wrong", tag));
        await Admin.ApplyAsync(StreamYaml.Of(ns, "right", tag));
        await Admin.RunAsync("annotate", "imagestream", "wrong", "importer.image.openshift.io/interval=-5m", "-n", ns);
        await Admin.RunAsync("annotate", "imagestream", "right", "importer.image.openshift.io/interval=5m", "-n", ns);

        await Cluster.Process.EventuallyAsync(async () =>
        {
            var stream = await Admin.GetAsync("imagestream", "wrong", "-n", ns);
            stream.History("latest").Should().Equal(image.OciManifest.Digest.ToString());
            var condition = stream.FindTag("latest")!["conditions"]!.AsArray().Should().ContainSingle().Which!;
            $"{condition["type"]}={condition["status"]} {condition["reason"]}: {condition["message"]}".Should().Be(
                "ImportSuccess=True InvalidInterval: the interval \"-5m\" is no duration of at least 1m, such as 15m; the default holds");
        });
        await Cluster.Process.EventuallyAsync(async () => (await ImportedAsync(ns)).Should().BeEquivalentTo("right", "wrong"));
        (await Admin.GetAsync("imagestream", "right", "-n", ns)).FindTag("latest")!["conditions"].Should().BeNull();

        await Admin.RunAsync("annotate", "imagestream", "wrong", "importer.image.openshift.io/interval=5m", "--overwrite", "-n", ns);
        await Cluster.Process.EventuallyAsync(async () =>
            (await Admin.GetAsync("imagestream", "wrong", "-n", ns)).FindTag("latest")!["conditions"].Should().BeNull());
    }

    [ClusterFact]
    public async Task Delete_OfANamespace_TakesItsStreamsAlong()
    {
        var ns = await Cluster.NamespaceAsync("delete-namespace");
        await Admin.ApplyAsync(StreamYaml.Of(ns, "app", StreamYaml.Following("same", "other")));

        await Admin.RunAsync("delete", "namespace", ns, "--timeout=60s");

        (await Admin.FailAsync(null, "get", "namespace", ns)).Should().Contain("not found");
        (await Admin.GetAsync("imagestreams", "-A"))["items"]!.AsArray().Should().NotContain(s => (string?)s!["metadata"]!["namespace"] == ns);
    }

    [ClusterFact]
    public async Task Uninstall_LeavesNoNamespaceStuck()
    {
        var ns = await Cluster.NamespaceAsync("uninstall");
        await Admin.ApplyAsync(StreamYaml.Of(ns, "app", StreamYaml.Following("same", "other")));

        await Cluster.UninstallAsync();

        await Admin.RunAsync("delete", "namespace", ns, "--timeout=60s");
        (await Admin.RunAsync("get", "namespaces", "-o", "name")).Should().NotContain(Installation.Namespace).And.NotContain(ns);
        (await Admin.RunAsync("get", "crd,apiservice,clusterrole", "-o", "name")).Should().NotContain("image.openshift.io").And.NotContain("registry-");
        await Cluster.InstallAsync();
    }

    private protected async Task<IReadOnlyList<string?>> ImportedAsync(string ns)
    {
        var streams = await Admin.GetAsync("imagestreams", "-n", ns);
        return [.. streams["items"]!.AsArray().Where(s => s!.AsObject().History("latest").Count > 0).Select(s => (string?)s!["metadata"]!["name"])];
    }

    private static bool IsHeld(int stream) => stream % 2 == 1;

    /// <summary>Has a registry hold an image as <c>latest</c>.</summary>
    private protected static void Serve(FaultyRegistry registry, string name, SampleImage image, bool firstAnswerNeverComes)
    {
        var manifest = Answers.Manifest(image.OciManifest);
        var repository = $"/v2/{name}";
        registry
            .On($"HEAD {repository}/manifests/latest", manifest)
            .On($"GET {repository}/manifests/latest", firstAnswerNeverComes ? [Answers.Stall(), manifest] : [manifest])
            .On($"GET {repository}/manifests/{image.OciManifest.Digest}", manifest)
            .On($"GET {repository}/blobs/{image.Config.Digest}", Answers.Bytes(image.Config.Content, "application/octet-stream"));
    }

    private static List<string> RequestsOfImported(FaultyRegistry registry, int streams) =>
    [
        .. registry.Requests.Select(r => r.ToString())
            .Where(r => Enumerable.Range(0, streams).Any(i => !IsHeld(i) && r.Contains($"/crash/s{i}/", StringComparison.Ordinal))),
    ];

    private Task<string> HolderAsync() => Admin.RunAsync("get", "lease", "imagestreams", "-n", Installation.Namespace, "-o", LeaseHolder);
}
