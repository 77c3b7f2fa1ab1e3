using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ImageStreams.TestKit;

namespace ImageStreams.ApiServer.Tests;

public sealed class ClientCertificateTests
{
    private const string Streams = $"{ApiClient.Group}/namespaces/demo/imagestreams";

    [Fact]
    public async Task Certificate_OfTheAuthority_NamesTheUserAndItsGroups()
    {
        await using var server = await ScriptedServer.StartAsync();

        (await server.As(server.ClientAuthority.Client("bob", "devs", "ops")).GetAsync(Streams)).Expect(200);

        var asked = server.AccessReviews.Should().ContainSingle().Which;
        asked["user"]!.ToString().Should().Be("bob");
        asked["groups"]!.AsArray().Select(g => g!.ToString()).Should().BeEquivalentTo("devs", "ops", "system:authenticated");
    }

    [Fact]
    public async Task Certificate_ThatDoesNotVerify_IsNotAnonymous()
    {
        using var other = new TestCertificateAuthority("client-ca");
        await using var server = await ScriptedServer.StartAsync();

        (await server.As(other.Client("bob", "system:masters")).GetAsync(Streams)).Expect(401);
        (await server.As(server.ProxyAuthority.Client("bob", "system:masters")).GetAsync(Streams)).Expect(401);
        (await server.As(server.ClientAuthority.Server("bob")).GetAsync(Streams)).Expect(401);
        server.Clock.Advance(TimeSpan.FromDays(2));
        (await server.As(server.ClientAuthority.Client("bob")).GetAsync(Streams)).Expect(401);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")]
    public async Task Authority_AbsentOrGarbled_IsNobodys_ButTheFrontProxyStillCounts(string? pem)
    {
        await using var server = await ScriptedServer.StartAsync(s => s.Publish(data => data["client-ca-file"] = pem));

        (await server.As(server.ClientAuthority.Client("bob")).GetAsync(Streams)).Expect(401);
        (await server.AsProxy().SendAsync(HttpMethod.Get, Streams, null, null, null, ("X-Remote-User", "alice"))).Expect(200);
    }

    [Fact]
    public async Task BadCertificate_DoesNotHideAGoodToken()
    {
        using var other = new TestCertificateAuthority("x");
        await using var server = await ScriptedServer.StartAsync(s => s.Token = _ => "{authenticated: true, user: {username: carol}}");

        (await server.As(other.Client("bob"), "good").GetAsync(Streams)).Expect(200);

        server.AccessReviews.Should().ContainSingle().Which["user"]!.ToString().Should().Be("carol");
    }

    [Fact]
    public async Task Authority_ThatIsNoRoot_CountsAsMuch_ButNotBeyondWhatItIssued()
    {
        var now = TimeProvider.System.GetUtcNow();
        using var rootKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var middleKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var root = Authority("CN=root", rootKey).CreateSelfSigned(now.AddHours(-3), now.AddDays(9));
        using var signed = Authority("CN=middle", middleKey).Create(root, now.AddHours(-2), now.AddDays(8), [1]);
        using var middle = signed.CopyWithPrivateKey(middleKey);
        await using var server = await ScriptedServer.StartAsync(s => s.Publish(data => data["client-ca-file"] = middle.ExportCertificatePem()));

        (await server.As(Client(middle)).GetAsync(Streams)).Expect(200);
        (await server.As(Client(root)).GetAsync(Streams)).Expect(401);

        // Who is no authority issues nothing, even if an authority signed it.
        var child = Client(middle).ToX509();
        (await server.As(Client(child)).GetAsync(Streams)).Expect(401);
    }

    private static CertificateRequest Authority(string subject, ECDsa key)
    {
        var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        return request;
    }

    private static PemCertificate Client(X509Certificate2 issuer)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=bob", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.2")], false));
        var signature = X509SignatureGenerator.CreateForECDsa(issuer.GetECDsaPrivateKey()!);
        using var certificate = request.Create(issuer.SubjectName, signature, issuer.NotBefore.AddMinutes(1), issuer.NotAfter.AddMinutes(-1), [2, 3]);
        return new(certificate.ExportCertificatePem(), key.ExportPkcs8PrivateKeyPem());
    }
}
