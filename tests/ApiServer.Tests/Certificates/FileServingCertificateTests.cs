using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ImageStreams.TestKit;
using Microsoft.Extensions.Logging.Abstractions;

namespace ImageStreams.ApiServer.Tests;

public sealed class FileServingCertificateTests : IDisposable
{
    private readonly ManualTimeProvider _clock = new(TimeProvider.System.GetUtcNow());
    private readonly TestCertificateAuthority _authority = new("their-ca");
    private readonly TemporaryFolder _folder = new();

    public void Dispose()
    {
        _authority.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Files_AreReadAgainWhenTheyChange_AndHalfAChangeChangesNothing()
    {
        var first = Write(_authority.Server("localhost"));
        using var certificate = Open();
        await certificate.StartAsync(default);
        Shown(certificate).Should().Be(first.CertificatePem);

        var second = _authority.Server("localhost");
        _folder.Write("tls.crt", second.CertificatePem);
        await RoundsUntil(() => Shown(certificate).Should().Be(first.CertificatePem));
        _folder.Write("tls.key", second.KeyPem);
        await RoundsUntil(() => Shown(certificate).Should().Be(second.CertificatePem));

        File.Delete(Path.Combine(_folder.Path, "tls.crt"));
        await RoundsUntil(() => Shown(certificate).Should().Be(second.CertificatePem));
        certificate.FindProblem().Should().BeNull();
        await certificate.StopAsync(default);
    }

    [Fact]
    public void Expired_IsAProblem()
    {
        Write(_authority.Server("localhost"));
        using var certificate = Open();
        certificate.FindProblem().Should().BeNull();

        _clock.Advance(TimeSpan.FromDays(2));

        certificate.FindProblem().Should().Contain("tls.crt has expired");
    }

    [Theory]
    [InlineData("nonsense", null)]
    [InlineData(null, "nonsense")]
    [InlineData(null, "other")]
    public void Constructor_WithWhatIsNoCertificate_NamesTheFiles(string? certificatePem, string? keyPem)
    {
        var pair = _authority.Server("localhost");
        Write(new(certificatePem ?? pair.CertificatePem, keyPem == "other" ? _authority.Server("x").KeyPem : keyPem ?? pair.KeyPem));

        var act = () => Open();

        act.Should().Throw<IOException>().WithMessage("*tls.crt and *tls.key cannot be used as a certificate and its key*");
    }

    [Fact]
    public void Constructor_WithoutTheFile_Says()
    {
        var act = () => Open();

        act.Should().Throw<IOException>().WithMessage("*tls.crt*");
    }

    [Fact]
    public async Task Handshake_ShowsTheWholeChain()
    {
        var (root, intermediate, leaf) = Chain();
        Write(new(leaf.CertificatePem + "\n" + intermediate, leaf.KeyPem));
        await using var server = await ScriptedServer.StartAsync(null, options =>
            (options.CertificateFile, options.PrivateKeyFile) = (Path.Combine(_folder.Path, "tls.crt"), Path.Combine(_folder.Path, "tls.key")));
        using var socket = new TcpClient();
        await socket.ConnectAsync("127.0.0.1", server.Api.Address!.Port);
        await using var tls = new SslStream(socket.GetStream());

        await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
        {
            TargetHost = "localhost",
            CertificateChainPolicy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                CustomTrustStore = { X509Certificate2.CreateFromPem(root) },
                RevocationMode = X509RevocationMode.NoCheck,
                DisableCertificateDownloads = true,
            },
        });

        tls.IsAuthenticated.Should().BeTrue();
    }

    private static (string Root, string Intermediate, PemCertificate Leaf) Chain()
    {
        var now = TimeProvider.System.GetUtcNow();
        using var rootKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var middleKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var root = Request("CN=root", rootKey, isAuthority: true).CreateSelfSigned(now.AddHours(-2), now.AddDays(2));
        using var middle = Request("CN=middle", middleKey, isAuthority: true).Create(root, now.AddHours(-1), now.AddDays(1), [1, 2, 3]);
        using var issuer = middle.CopyWithPrivateKey(middleKey);
        using var leafKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = Request("CN=localhost", leafKey, isAuthority: false);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        using var leaf = request.Create(issuer, now.AddHours(-1), now.AddHours(20), [4, 5, 6]);
        return (root.ExportCertificatePem(), middle.ExportCertificatePem(), new(leaf.ExportCertificatePem(), leafKey.ExportPkcs8PrivateKeyPem()));
    }

    private static CertificateRequest Request(string subject, ECDsa key, bool isAuthority)
    {
        var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(isAuthority, false, 0, true));
        return request;
    }

    private PemCertificate Write(PemCertificate pair)
    {
        _folder.Write("tls.crt", pair.CertificatePem);
        _folder.Write("tls.key", pair.KeyPem);
        return pair;
    }

    private FileServingCertificate Open() => new(
        Path.Combine(_folder.Path, "tls.crt"), Path.Combine(_folder.Path, "tls.key"), _clock, NullLogger<FileServingCertificate>.Instance);

    private static string Shown(FileServingCertificate certificate) => certificate.Current.TargetCertificate.ExportCertificatePem();

    private Task RoundsUntil(Action assertion) => Eventually.Succeeds(() =>
    {
        _clock.Advance(TimeSpan.FromSeconds(10));
        assertion();
    });
}
