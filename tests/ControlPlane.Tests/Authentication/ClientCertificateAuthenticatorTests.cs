using System.Security.Cryptography.X509Certificates;
using ImageStreams.TestKit;

namespace ImageStreams.ControlPlane.Tests;

public sealed class ClientCertificateAuthenticatorTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ManualTimeProvider _time = new();
    private readonly ClusterCertificates _certificates;
    private readonly ClientCertificateAuthenticator _authenticator;

    public ClientCertificateAuthenticatorTests()
    {
        _certificates = new ClusterCertificates(_folder["pki"], [], _time);
        _authenticator = new ClientCertificateAuthenticator(_certificates, _time);
    }

    public void Dispose()
    {
        _certificates.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Authenticate_OfTheAdmin_KnowsNameAndGroups()
    {
        _authenticator.Authenticate(_certificates.Admin).User.Shown().Should().Be("kubernetes-admin/ system:masters,system:authenticated");
    }

    [Fact]
    public void Authenticate_OfAUserWithGroups_KnowsThemAll()
    {
        using var certificate = Client("alice, \"the\" first", "dev", "team+x");

        _authenticator.Authenticate(certificate).User.Shown().Should().Be("alice, \"the\" first/ dev,team+x,system:authenticated");
    }

    [Fact]
    public void Authenticate_WithoutCertificate_HasNoCredentials() =>
        _authenticator.Authenticate(null).Should().BeEquivalentTo(new { User = (object?)null, Failure = (string?)null });

    [Fact]
    public void Authenticate_OfTheFrontProxysCertificate_Fails()
    {
        using var fake = _certificates.FrontProxyAuthority.Issue(
            new CertificateProfile { CommonName = "kubernetes-admin", Organizations = ["system:masters"], Life = TimeSpan.FromDays(1) });

        _authenticator.Authenticate(_certificates.FrontProxyClient).Failure.Should().Contain("not signed");
        _authenticator.Authenticate(fake).User.Should().BeNull();
    }

    [Fact]
    public void Authenticate_OfAServersCertificate_Fails() =>
        _authenticator.Authenticate(_certificates.Serving).Failure.Should().Contain("not made for clients");

    [Fact]
    public void Authenticate_AfterItsTime_Fails()
    {
        using var certificate = Client("alice");
        _time.Advance(TimeSpan.FromDays(2));

        _authenticator.Authenticate(certificate).Failure.Should().Contain("not in its time");
    }

    [Fact]
    public void Authenticate_OfAForgedName_Fails()
    {
        using var other = new TemporaryFolder();
        using var strangers = new ClusterCertificates(other["pki"], [], _time);

        _authenticator.Authenticate(strangers.Admin).User.Should().BeNull("an authority of the same name has another key");
    }

    private X509Certificate2 Client(string name, params string[] groups) =>
        _certificates.Authority.Issue(new CertificateProfile { CommonName = name, Organizations = groups, Life = TimeSpan.FromDays(1) });
}
