using System.Text.Json.Nodes;
using ImageStreams.TestKit;

namespace ImageStreams.Operator.Tests;

/// <summary>A cluster for the whole process: it says its version, serves our kinds, and has a kubeconfig.</summary>
internal sealed class RunFixture : IAsyncDisposable
{
    public const string LeasePath = "/apis/coordination.k8s.io/v1/namespaces/imagestreams-system/leases/imagestreams";

    private readonly TemporaryFolder _folder = new();

    private RunFixture(FakeCluster cluster)
    {
        Cluster = cluster;
        cluster.Server.On("GET /version", FakeReply.Json("""{"major":"1","minor":"36"}"""));
        cluster.Server.On("GET /apis/image.openshift.io/v1stored", FakeReply.Json("""{"kind":"APIResourceList"}"""));
        Kubeconfig = _folder.Write("kubeconfig", KubeconfigFor(cluster.Address));
    }

    public FakeCluster Cluster { get; }

    public string Kubeconfig { get; }

    /// <summary>Who holds the Lease; empty when it was given back, null when nobody ever had it.</summary>
    public string? Holder => Cluster.Find(LeasePath)?["spec"]?["holderIdentity"]?.GetValue<string>();

    public static async Task<RunFixture> StartAsync() => new(await FakeCluster.StartAsync());

    public static string KubeconfigFor(Uri address) => $$$"""
        apiVersion: v1
        kind: Config
        current-context: test
        contexts: [{name: test, context: {cluster: test, user: test}}]
        clusters: [{name: test, cluster: {server: "{{{address}}}"}}]
        users: [{name: test, user: {token: secret-token}}]
        """;

    public string Write(string name, string content) => _folder.Write(name, content);

    public void Apply(string name, string from) => Cluster.Put(ControllerFixture.PathOf(name), new JsonObject
    {
        ["spec"] = new JsonObject { ["tags"] = new JsonArray(ControllerFixture.Tag("latest", from)) },
    });

    public async ValueTask DisposeAsync()
    {
        await Cluster.DisposeAsync();
        _folder.Dispose();
    }
}
