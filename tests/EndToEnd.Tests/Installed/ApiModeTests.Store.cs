using System.Net;
using System.Text.Json.Nodes;
using ImageStreams.TestKit;

namespace ImageStreams.EndToEnd.Tests;

// The store's own version of the kinds is a door that role-based access cannot close.
public abstract partial class ApiModeTests
{
    private const string Policy = "validatingadmissionpolicybinding/imagestreams-storage";

    [ClusterFact]
    public async Task WriteToTheStore_IsRefusedByThePolicy()
    {
        var ns = await Cluster.NamespaceAsync("store-closed");
        var editor = Cluster.KubectlAs(await Cluster.UserAsync(ns, "editor", "edit"), ns);
        await Eventually.Succeeds(async () => await editor.ApplyAsync(StreamYaml.Of(ns, "app", StreamYaml.Following("same", "other"))));

        await Eventually.Succeeds(async () => (await editor.FailAsync(Stored(StreamYaml.Of(ns, "new", StreamYaml.Following("a", "b"))), "create", "-f", "-"))
            .Should().Contain("imagestreams-storage").And.Contain("write image.openshift.io/v1, v1stored is how the API server keeps its objects"));
        (await editor.FailAsync(null, "label", "imagestreams.v1stored.image.openshift.io", "app", "a=b")).Should().Contain("imagestreams-storage");
        (await editor.FailAsync(null, "delete", "imagestreams.v1stored.image.openshift.io", "app", "--wait=false")).Should().Contain("imagestreams-storage");
        (await editor.RunAsync("label", "imagestream", "app", "a=b")).Should().Contain("labeled");
    }

    [ClusterFact]
    public async Task WriteToTheStore_WithoutThePolicy_LeaksNothing()
    {
        await using var registry = await FaultyRegistry.StartAsync();
        var secret = SampleOf(registry, "secret", 301);
        var own = SampleOf(registry, "own", 302);
        var foreign = await Cluster.NamespaceAsync("store-foreign");
        await Admin.ApplyAsync(StreamYaml.Of(foreign, "secret", StreamYaml.Imported("latest", $"{registry.Host}/secret:latest")));
        var ns = await Cluster.NamespaceAsync("store-open");
        var editor = Cluster.KubectlAs(await Cluster.UserAsync(ns, "editor", "edit"), ns);
        await Cluster.Process.EventuallyAsync(async () => (await ImportedAsync(foreign)).Should().Equal("secret"));
        var policy = await Admin.GetAsync(Policy);
        policy["metadata"] = new JsonObject { ["name"] = policy["metadata"]!["name"]!.DeepClone() }; // not what the next one is told of this one
        await Admin.RunAsync("delete", Policy);
        try
        {
            // What the API server would have refused: another namespace's tag, and an image that another namespace alone may see.
            var sneaked = StreamYaml.Of(
                ns,
                "app",
                StreamYaml.Following("stolen", "secret:latest", foreign),
                $"  - name: \"image\"\n    from: {{kind: ImageStreamImage, name: \"secret@{secret}\", namespace: {foreign}}}",
                StreamYaml.Imported("own", $"{registry.Host}/own:latest"));
            await Eventually.Succeeds(async () => await editor.ApplyAsync(Stored(sneaked)));
            await Cluster.Process.EventuallyAsync(async () => (await editor.GetAsync("is", "app")).History("own").Should().Equal(own));
            await ExpectNothingLeakedAsync(editor, ns, secret);

            await editor.RunAsync("label", "imagestream", "app", "seen=yes");
            await editor.RunAsync("annotate", "imagestream", "app", "seen=yes");
            await ExpectNothingLeakedAsync(editor, ns, secret);
        }
        finally
        {
            await Admin.ApplyAsync(policy.ToJsonString());
        }
    }

    [ClusterFact]
    public async Task WhileNoProcessAnswers_NothingRawIsShown()
    {
        var ns = await Cluster.NamespaceAsync("down");
        await Admin.ApplyAsync(StreamYaml.Of(ns, "app", StreamYaml.Following("same", "other")));
        var viewer = Cluster.As(await Cluster.UserAsync(ns, "viewer", "view"));
        await Eventually.Succeeds(async () => (await viewer.CodeAsync(HttpMethod.Get, $"{Group}/namespaces/{ns}/imagestreams")).Should().Be(HttpStatusCode.OK));

        await Cluster.Process.KillAsync();
        var list = await viewer.CodeAsync(HttpMethod.Get, $"{Group}/namespaces/{ns}/imagestreams");
        var single = await viewer.CodeAsync(HttpMethod.Get, $"{Group}/namespaces/{ns}/imagestreams/app");
        await Cluster.StartAsync();

        list.Should().Be(HttpStatusCode.ServiceUnavailable);
        single.Should().Be(HttpStatusCode.ServiceUnavailable);
        (await Admin.RunAsync("get", "imagestreams", "-n", ns, "-o", "name")).Trim().Should().Be("imagestream.image.openshift.io/app");
    }

    private static string SampleOf(FaultyRegistry registry, string repository, int seed)
    {
        var image = LocalRegistry.SampleImage.Create(seed);
        Serve(registry, repository, image, firstAnswerNeverComes: false);
        return image.OciManifest.Digest.ToString();
    }

    private static string Stored(string stream) => stream.Replace("image.openshift.io/v1", "image.openshift.io/v1stored", StringComparison.Ordinal);

    private static async Task ExpectNothingLeakedAsync(Kubectl editor, string ns, string secret)
    {
        var stream = await editor.GetAsync("is", "app");
        stream.History("stolen").Should().BeEmpty();
        stream.History("image").Should().BeEmpty();
        var layers = await editor.RawAsync($"{Group}/namespaces/{ns}/imagestreams/app/layers");
        layers["images"]!.AsObject().Select(i => i.Key).Should().NotContain(secret);
        layers["blobs"]!.AsObject().Select(b => b.Key).Should().NotContain(secret);
        (await editor.FailAsync(null, "get", "istag", "app:stolen")).Should().Contain("not found");
        (await editor.FailAsync(null, "get", "--raw", $"{Group}/namespaces/{ns}/imagestreamimages/app@{secret}")).Should().Contain("not found");
    }
}
