using ImageStreams.TestKit;

namespace ImageStreams.EndToEnd.Tests;

/// <summary>API mode: the cluster's API server passes image.openshift.io/v1 on to the process.</summary>
public abstract partial class ApiModeTests(Cluster cluster) : ClusterTests(cluster)
{
    private const string Group = "/apis/image.openshift.io/v1";

    [ClusterFact(DockerRegistryProcess.Program, PeerRegistry.Skopeo)]
    public async Task ImagesOfARealRegistry_AreReadBackAsTheRegistryHoldsThem()
    {
        await using var registry = await PeerRegistry.StartAsync();
        var ns = await Cluster.NamespaceAsync("main-job");
        string[] tags = ["docker", "index", "oci", "schema1"];
        await Admin.ApplyAsync(StreamYaml.Of(ns, "app", [
            .. tags.Select(t => StreamYaml.Imported(t, $"{registry.Host}/team/app:{t}", "insecure: true, importMode: PreserveOriginal")),
            StreamYaml.Imported("platform", $"{registry.Host}/team/app:index"),
            StreamYaml.Imported("none", $"{registry.Host}/team/app:none"),
            StreamYaml.Following("same", "oci")]));
        await Cluster.Process.EventuallyAsync(async () =>
            (await Admin.GetAsync("is", "app", "-n", ns)).StatusTags().Should().HaveCount(7));

        var held = new Dictionary<string, HeldImage>();
        foreach (var tag in tags)
        {
            held[tag] = await registry.ReadAsync(tag);
        }

        await ExpectStreamAsync(ns, held, registry.Host);
        foreach (var image in held.Values.SelectMany(i => i.Children.Prepend(i)))
        {
            await ExpectImageAsync(ns, image, registry.Host);
        }

        await ExpectTagsAsync(ns, held, registry.Host);
        await ExpectLayersAsync(ns, held);
        Cluster.Process.Errors.Concat(Cluster.Process.Output).Should().NotContain(
            l => l.Contains("system:serviceaccount:imagestreams-system:imagestreams\" cannot", StringComparison.Ordinal), "its rights suffice");
    }

    private async Task ExpectStreamAsync(string ns, Dictionary<string, HeldImage> held, string host)
    {
        var stream = await Admin.GetAsync("imagestream", "app", "-n", ns);
        foreach (var (tag, image) in held)
        {
            stream.History(tag).Should().Equal(image.Digest);
            ((string?)stream.FindTag(tag)!["items"]![0]!["dockerImageReference"]).Should().Be($"{host}/team/app@{image.Digest}");
        }

        stream.History("same").Should().Equal(stream.History("oci"));
        stream.History("platform").Should().Equal(held["index"].Children[0].Digest);
        ((string?)stream.Failure("none")?["reason"]).Should().Be("NotFound");
        (await Admin.RunAsync("get", "is", "app", "-n", ns, "-o", "yaml")).Should().ContainAll(held.Values.Select(i => i.Digest));
        var table = (await Admin.RunAsync("get", "imagestreams", "-n", ns)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        table[0].Should().MatchRegex("^NAME +IMAGE REPOSITORY +TAGS +UPDATED$");
        table.Skip(1).Should().ContainSingle().Which.Should().MatchRegex($"^app +{Cluster.RegistryHost}/{ns}/app +\\S.* ago$");
    }

    private async Task ExpectImageAsync(string ns, HeldImage held, string host)
    {
        var repository = $"{host}/{PeerRegistry.Repository}";
        ImageExpectations.Expect(await Admin.GetAsync("images", held.Digest), held, repository);
        var inStream = await Admin.RawAsync($"{Group}/namespaces/{ns}/imagestreamimages/app@{held.Digest}");
        ((string?)inStream["metadata"]!["name"]).Should().Be($"app@{held.Digest}");
        ((string?)inStream["image"]!["metadata"]!["name"]).Should().Be(held.Digest);
        ImageExpectations.Expect(inStream["image"]!, held, repository);
        (await Admin.RunAsync("get", "images")).Should().MatchRegex($"(?m)^{held.Digest} +{repository}@{held.Digest}$");
    }

    private async Task ExpectTagsAsync(string ns, Dictionary<string, HeldImage> held, string host)
    {
        foreach (var (tag, image) in held)
        {
            var served = await Admin.RawAsync($"{Group}/namespaces/{ns}/imagestreamtags/app:{tag}");
            ((string?)served["metadata"]!["name"]).Should().Be($"app:{tag}");
            ((string?)served["tag"]!["from"]!["name"]).Should().Be($"{host}/team/app:{tag}");
            ((string?)served["image"]!["metadata"]!["name"]).Should().Be(image.Digest);
            ImageExpectations.Expect(served["image"]!, image, $"{host}/{PeerRegistry.Repository}");
        }

        var table = await Admin.RunAsync("get", "imagestreamtags", "-n", ns);
        table.Should().MatchRegex("^NAME +IMAGE REFERENCE +UPDATED\n");
        table.Split('\n').Should().Contain(l => l.StartsWith("app:same ", StringComparison.Ordinal)).And.NotContain(l => l.StartsWith("app:none", StringComparison.Ordinal));
        (await Admin.FailAsync(null, "get", "istag", "app:none", "-n", ns)).Should().Contain("""imagestreamtags.image.openshift.io "app:none" not found""");
    }

    private async Task ExpectLayersAsync(string ns, Dictionary<string, HeldImage> held)
    {
        var layers = await Admin.RawAsync($"{Group}/namespaces/{ns}/imagestreams/app/layers");
        var (images, blobs) = (layers["images"]!.AsObject(), layers["blobs"]!.AsObject());
        var all = held.Values.SelectMany(i => i.Children.Prepend(i)).DistinctBy(i => i.Digest).ToList();
        images.Select(i => i.Key).Should().BeEquivalentTo(all.Select(i => i.Digest));
        foreach (var image in all)
        {
            var node = images[image.Digest]!;
            (node["layers"]?.AsArray() ?? []).Select(l => (string?)l).Should().Equal(image.Layers.Select(l => l.Digest));
            ((string?)node["config"]).Should().Be(image.Config?.Digest);
            (node["manifests"]?.AsArray() ?? []).Select(m => (string?)m).Should().Equal(image.Children.Select(c => c.Digest));
            image.Layers.Select(l => (long?)blobs[l.Digest]!["size"]).Should().Equal(image.Layers.Select(l => (long?)l.Size));
        }

        string[] named = [.. all.SelectMany(i => (string?[])[i.Digest, i.Config?.Digest, .. i.Layers.Select(l => l.Digest)]).OfType<string>().Distinct()];
        blobs.Select(b => b.Key).Should().BeEquivalentTo(named);
    }
}
