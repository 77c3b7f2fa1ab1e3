using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using ImageStreams.TestKit;

namespace ImageStreams.EndToEnd.Tests;

// The certificate that the process shows to the aggregator.
public abstract partial class ApiModeTests
{
    private const string ServingSecret = "imagestreams-serving-cert";

    [ClusterFact]
    public async Task ServingCertificate_OverItsTime_IsRenewed_AndTheAggregatorIsTold()
    {
        // Neither is at two thirds of its life yet.
        var now = TimeProvider.System.GetUtcNow();
        using var authority = new TestCertificateAuthority("imagestreams-serving-ca", now.AddDays(-65), now.AddDays(35));
        var serving = authority.Server("imagestreams.imagestreams-system.svc", "localhost", "127.0.0.1");
        await Admin.RunAsync("patch", "secret", ServingSecret, "-n", Installation.Namespace, "--type=merge", "-p", new JsonObject
        {
            ["data"] = new JsonObject
            {
                ["ca.crt"] = Base64(authority.Pem),
                ["ca.key"] = Base64(authority.KeyPem),
                ["tls.crt"] = Base64(serving.CertificatePem),
                ["tls.key"] = Base64(serving.KeyPem),
            },
        }.ToJsonString());

        await Cluster.Process.EventuallyAsync(async () =>
        {
            var data = (await Admin.GetAsync("secret", ServingSecret, "-n", Installation.Namespace))["data"]!;
            var bundle = new X509Certificate2Collection();
            bundle.ImportFromPem(Encoding.UTF8.GetString(Convert.FromBase64String((string)data["ca.crt"]!)));
            bundle.Should().HaveCount(2, "the new authority, and the earlier one while its certificates may be shown");
            bundle[0].NotBefore.ToUniversalTime().Should().BeAfter(now.AddDays(-1).UtcDateTime);
            bundle[1].ExportCertificatePem().Should().Be(authority.Pem);
            ((string?)(await Admin.GetAsync(Installation.ApiService))["spec"]!["caBundle"]).Should().Be((string)data["ca.crt"]!);
            (await ShownIssuerKeyAsync()).Should().Be(Key(bundle[0]));
        });

        await Admin.RunAsync("wait", "--for=condition=Available", Installation.ApiService, "--timeout=60s");
        await Eventually.Succeeds(async () => await Admin.RawAsync($"{Group}/imagestreams"));
    }

    /// <summary>Which authority has issued what the process shows now.</summary>
    private async Task<string?> ShownIssuerKeyAsync()
    {
        string? key = null;
        using var handler = new HttpClientHandler
        {
            ServerCertificateCustomValidationCallback = (_, certificate, _, _) =>
            {
                key = certificate!.Extensions.OfType<X509AuthorityKeyIdentifierExtension>().Single().KeyIdentifier is { } id ? Convert.ToHexString(id.Span) : null;
                return true;
            },
        };
        using var http = new HttpClient(handler) { BaseAddress = Cluster.Address };
        using var response = await http.GetAsync(new Uri("/readyz", UriKind.Relative));
        return key;
    }

    private static string Key(X509Certificate2 authority) => authority.Extensions.OfType<X509SubjectKeyIdentifierExtension>().Single().SubjectKeyIdentifier!;

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
}
