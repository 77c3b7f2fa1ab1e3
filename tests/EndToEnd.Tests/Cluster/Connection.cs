using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;

namespace ImageStreams.EndToEnd.Tests;

/// <summary>Where a cluster is and how it is trusted, read from a kubeconfig; the credentials are left behind.</summary>
internal sealed class Connection
{
    private readonly JsonNode _cluster;
    private readonly X509Certificate2Collection _authorities = [];

    private Connection(JsonNode cluster)
    {
        _cluster = cluster;
        var pem = Encoding.UTF8.GetString(Convert.FromBase64String((string)cluster["certificate-authority-data"]!));
        _authorities.ImportFromPem(pem);
    }

    private Uri Address => new((string)_cluster["server"]!);

    public static async Task<Connection> ReadAsync(Kubectl kubectl) => new(
        JsonNode.Parse(await kubectl.RunAsync("config", "view", "--flatten", "--raw", "--minify", "-o", "json"))!["clusters"]![0]!["cluster"]!);

    /// <summary>A kubeconfig that holds a token and nothing else.</summary>
    public string KubeconfigOf(string token) => KubeconfigOf(token, "default");

    /// <summary>A kubeconfig that holds a token, be it an empty one for nobody, and the namespace that is meant when none is named.</summary>
    public string KubeconfigOf(string token, string ns) => new JsonObject
    {
        ["apiVersion"] = "v1",
        ["kind"] = "Config",
        ["current-context"] = "test",
        ["clusters"] = new JsonArray(new JsonObject { ["name"] = "test", ["cluster"] = _cluster.DeepClone() }),
        ["contexts"] = new JsonArray(new JsonObject { ["name"] = "test", ["context"] = new JsonObject { ["cluster"] = "test", ["user"] = "test", ["namespace"] = ns } }),
        ["users"] = new JsonArray(new JsonObject { ["name"] = "test", ["user"] = token.Length == 0 ? new JsonObject() : new JsonObject { ["token"] = token } }),
    }.ToJsonString();

    /// <summary>Speaks HTTP to the cluster.</summary>
    public Caller NewCaller(string? token)
    {
        var handler = new SocketsHttpHandler();
        handler.SslOptions.CertificateChainPolicy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
        };
        handler.SslOptions.CertificateChainPolicy.CustomTrustStore.AddRange(_authorities);
        return new Caller(handler, Address, token);
    }
}
