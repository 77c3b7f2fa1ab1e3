using System.Net;
using System.Security.Cryptography.X509Certificates;
using ImageStreams.TestKit;

namespace ImageStreams.ControlPlane.Tests;

public sealed class ClusterCertificatesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ManualTimeProvider _time = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Open_OnEmptyFolder_MakesFilesThatOnlyTheOwnerReads()
    {
        using var certificates = Open();

        var files = Directory.GetFiles(_folder.PathOf("pki"));

        files.Select(Path.GetFileName).Should().BeEquivalentTo(
            "ca.crt", "ca.key", "front-proxy-ca.crt", "front-proxy-ca.key", "apiserver.crt", "apiserver.key",
            "admin.crt", "admin.key", "front-proxy-client.crt", "front-proxy-client.key", "sa.key", "sa.pub");
        files.Should().AllSatisfy(f => ModeOf(f).Should().Be(UnixFileMode.UserRead | UnixFileMode.UserWrite));
        ModeOf(_folder.PathOf("pki")).Should().Be(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    [Fact]
    public void Serving_Always_NamesTheServerInEveryWayItIsCalled()
    {
        using var certificates = Open("imagestreams.test", "192.0.2.7");

        var names = certificates.Serving.Extensions.OfType<X509SubjectAlternativeNameExtension>().Single();

        names.EnumerateDnsNames().Should().BeEquivalentTo(
            "localhost", "kubernetes", "kubernetes.default", "kubernetes.default.svc", "kubernetes.default.svc.cluster.local", "imagestreams.test");
        names.EnumerateIPAddresses().Should().BeEquivalentTo([IPAddress.Loopback, IPAddress.IPv6Loopback, IPAddress.Parse("192.0.2.7")]);
        certificates.Authority.Issued(certificates.Serving).Should().BeTrue();
        certificates.FrontProxyAuthority.Issued(certificates.Serving).Should().BeFalse();
    }

    [Fact]
    public void Clients_Always_CarryTheirNamesAndKeys()
    {
        using var certificates = Open();

        certificates.Admin.Subject.Should().Contain("CN=kubernetes-admin").And.Contain("O=system:masters");
        certificates.FrontProxyClient.Subject.Should().Be("CN=front-proxy-client");
        certificates.FrontProxyAuthority.Issued(certificates.FrontProxyClient).Should().BeTrue();
        certificates.Authority.Issued(certificates.FrontProxyClient).Should().BeFalse("a user must not be able to act as the front proxy");
        certificates.Admin.HasPrivateKey.Should().BeTrue();
    }

    [Fact]
    public void Open_Again_ReusesEverything()
    {
        using var first = Open();
        using var second = Open();

        Thumbprints(second).Should().Equal(Thumbprints(first));
        second.ServiceAccountKey.ExportSubjectPublicKeyInfo().Should().Equal(first.ServiceAccountKey.ExportSubjectPublicKeyInfo());
        second.RenewDue().Should().BeFalse();
    }

    [Fact]
    public void Open_WithAnotherHost_IssuesOnlyTheServingCertificateAnew()
    {
        using var first = Open();
        using var second = Open("new.test");

        second.Serving.Thumbprint.Should().NotBe(first.Serving.Thumbprint);
        second.Admin.Thumbprint.Should().Be(first.Admin.Thumbprint);
    }

    [Theory]
    [InlineData(243, false)] // 365 days, two thirds are 243.3
    [InlineData(244, true)]
    public void RenewDue_AtTwoThirdsOfLife_IssuesLeavesAnew(int days, bool renewed)
    {
        using var certificates = Open();
        var before = Thumbprints(certificates);

        _time.Advance(TimeSpan.FromDays(days));

        certificates.RenewDue().Should().Be(renewed);
        Thumbprints(certificates).Skip(2).Should().AllSatisfy(t => before.Contains(t).Should().Be(!renewed));
        Thumbprints(certificates).Take(2).Should().Equal(before.Take(2), "the authorities live ten years");
    }

    [Fact]
    public void RenewDue_OfAnAuthority_KeepsWhatItIssuedAndWhoTrustsIt()
    {
        using var certificates = Open();
        var oldRoot = certificates.Authority.Certificate;
        _time.Advance(TimeSpan.FromDays(2400));
        certificates.RenewDue().Should().BeTrue();
        var leafBefore = certificates.Admin;

        _time.Advance(TimeSpan.FromDays(40));
        certificates.RenewDue().Should().BeTrue();

        certificates.Authority.Certificate.Thumbprint.Should().NotBe(oldRoot.Thumbprint);
        certificates.Authority.Issued(leafBefore).Should().BeTrue();
        CertificateAuthority.IsSignedBy(certificates.Serving, oldRoot, _time.GetUtcNow()).Should().BeTrue();
    }

    [Theory]
    [InlineData("apiserver.crt")]
    [InlineData("apiserver.key")]
    [InlineData("admin.key")]
    public void Open_WithADamagedLeaf_IssuesItAnew(string file)
    {
        Open().Dispose();
        File.WriteAllText(_folder.PathOf("pki/" + file), "not a PEM file");

        using var certificates = Open();

        certificates.Authority.Issued(certificates.Serving).Should().BeTrue();
        certificates.Authority.Issued(certificates.Admin).Should().BeTrue();
    }

    [Theory]
    [InlineData("ca.crt")]
    [InlineData("ca.key")]
    [InlineData("sa.key")]
    public void Open_WithADamagedAuthority_SaysWhatToDo(string file)
    {
        Open().Dispose();
        File.WriteAllText(_folder.PathOf("pki/" + file), "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");

        var open = () => Open();

        open.Should().Throw<InvalidDataException>().WithMessage($"*{file}*delete*pki*");
    }

    [Fact]
    public void Open_WithTheAuthoritysKeyGone_SaysWhatToDo()
    {
        Open().Dispose();
        File.Delete(_folder.PathOf("pki/ca.key"));

        var open = () => Open();

        open.Should().Throw<InvalidDataException>().WithMessage("*ca.key is missing*");
    }

    [Fact]
    public void Open_WithAnotherAuthoritysKey_SaysWhatToDo()
    {
        Open().Dispose();
        File.Copy(_folder.PathOf("pki/front-proxy-ca.key"), _folder.PathOf("pki/ca.key"), overwrite: true);

        var open = () => Open();

        open.Should().Throw<InvalidDataException>().WithMessage("*ca.key is not the key of ca.crt*");
    }

    [Fact]
    public void Open_AfterACrashBetweenKeyAndCertificate_FinishesTheAuthority()
    {
        Open().Dispose();
        File.Delete(_folder.PathOf("pki/ca.crt"));

        using var certificates = Open();

        certificates.Authority.Issued(certificates.Serving).Should().BeTrue();
    }

    [Fact]
    public void Open_WithAKeyOthersCanRead_ClosesIt()
    {
        Open().Dispose();
        OpenToOthers(_folder.PathOf("pki/sa.key"));

        Open().Dispose();

        ModeOf(_folder.PathOf("pki/sa.key")).Should().Be(UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    [Fact]
    public void KubeConfig_Written_HoldsAllThatAClientNeeds()
    {
        using var certificates = Open();
        var path = _folder.PathOf("kubeconfig");
        File.WriteAllText(path, "what was there before, readable by all");

        KubeConfigWriter.Write(path, new Uri("https://127.0.0.1:6443/"), certificates.Authority, certificates.Admin);

        var text = File.ReadAllText(path);
        text.Should().Contain("server: https://127.0.0.1:6443\n").And.Contain("disable-compression: true\n").And.Contain("current-context: kubernetes-admin@imagestreams\n");
        var client = X509Certificate2.CreateFromPem(Decode(text, "client-certificate-data"), Decode(text, "client-key-data"));
        client.Thumbprint.Should().Be(certificates.Admin.Thumbprint);
        Decode(text, "certificate-authority-data").Should().Be(certificates.Authority.Pem);
        ModeOf(path).Should().Be(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        Directory.GetFiles(_folder.Path).Should().ContainSingle();
        KubeConfigWriter.Format(new Uri("https://plane.example:6443/"), certificates.Authority, certificates.Admin)
            .Should().Contain("disable-compression: false\n", "others are not on this machine");
    }

    private static UnixFileMode ModeOf(string path) =>
        OperatingSystem.IsWindows() ? throw new PlatformNotSupportedException() : File.GetUnixFileMode(path);

    private static void OpenToOthers(string path)
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, ModeOf(path) | UnixFileMode.OtherRead);
        }
    }

    private static string Decode(string kubeconfig, string field)
    {
        var line = kubeconfig.Split('\n').Single(l => l.TrimStart().StartsWith(field + ":", StringComparison.Ordinal));
        return System.Text.Encoding.ASCII.GetString(Convert.FromBase64String(line.Split(": ")[1]));
    }

    private static List<string> Thumbprints(ClusterCertificates c) =>
    [
        c.Authority.Certificate.Thumbprint, c.FrontProxyAuthority.Certificate.Thumbprint,
        c.Serving.Thumbprint, c.Admin.Thumbprint, c.FrontProxyClient.Thumbprint,
    ];

    private ClusterCertificates Open(params string[] hosts) => new(_folder.PathOf("pki"), hosts, _time);
}
