using System.Net;
using System.Text.Json.Nodes;
using ImageStreams.TestKit;

namespace ImageStreams.EndToEnd.Tests;

// Tokens for the integrated registry, with no more rights of ours than config/rbac gives us.
public abstract partial class ApiModeTests
{
    [ClusterFact]
    public async Task Tokens_GrantWhatTheClusterAllows()
    {
        var ns = await Cluster.NamespaceAsync("tokens");
        var builder = await Cluster.UserAsync(ns, "builder", "system:image-builder");
        var pusher = await Cluster.UserAsync(ns, "pusher", "system:image-pusher");
        var puller = await Cluster.UserAsync(ns, "puller", "system:image-puller");
        await Admin.ApplyAsync(StreamYaml.Of(ns, "app"));

        await Eventually.Succeeds(async () => (await GrantedAsync(builder, $"{ns}/app", $"{ns}/new")).Should().Be($"repository:{ns}/app:pull,push repository:{ns}/new:pull,push"));
        await Eventually.Succeeds(async () => (await GrantedAsync(pusher, $"{ns}/app", $"{ns}/new")).Should().Be($"repository:{ns}/app:pull,push repository:{ns}/new:pull"));
        await Eventually.Succeeds(async () => (await GrantedAsync(puller, $"{ns}/app", "default/app")).Should().Be($"repository:{ns}/app:pull"));
        (await GrantedAsync(null, $"{ns}/app")).Should().BeEmpty();

        await Admin.RunAsync("create", "rolebinding", "public", "--clusterrole=system:image-puller", "--group=system:unauthenticated", "-n", ns);

        await Eventually.Succeeds(async () => (await GrantedAsync(null, $"{ns}/app")).Should().Be($"repository:{ns}/app:pull"));
    }

    [ClusterFact]
    public async Task Tokens_ComeFromOurOwnAddress_AndNotThroughTheCluster()
    {
        using var wrong = Caller.Directly(Cluster.Address, "no-such-token");

        (await wrong.CodeAsync(HttpMethod.Get, "/auth/token")).Should().Be(HttpStatusCode.Unauthorized);
        (await Cluster.As(null).CodeAsync(HttpMethod.Get, "/auth/token")).Should().NotBe(HttpStatusCode.OK);
        (await Admin.GetAsync("secret", "imagestreams-token-key", "-n", Installation.Namespace))["data"]!.AsObject().Select(d => d.Key)
            .Should().BeEquivalentTo("ca.crt", "ca.key", "current.crt", "current.key", "next.crt", "next.key");
    }

    private async Task<string> GrantedAsync(string? token, params IEnumerable<string> repositories)
    {
        using var caller = Caller.Directly(Cluster.Address, token);
        var (code, body) = await caller.SendAsync(
            HttpMethod.Get, $"/auth/token?service=imagestreams{string.Concat(repositories.Select(r => $"&scope=repository:{r}:pull,push"))}");
        code.Should().Be(HttpStatusCode.OK, body);
        return (string)JsonNode.Parse(body)!["scope"]!;
    }
}
