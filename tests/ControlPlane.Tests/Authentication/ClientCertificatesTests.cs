using System.Security.Cryptography.X509Certificates;
using ImageStreams.GenericApiServer;
using ImageStreams.TestKit;
using Microsoft.AspNetCore.Http;

namespace ImageStreams.ControlPlane.Tests;

/// <summary>Whom our certificates make whom.</summary>
public sealed class ClientCertificatesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ManualTimeProvider _time = new();
    private readonly ClusterCertificates _certificates;
    private readonly ClientCertificateAuthenticator _authenticator;

    public ClientCertificatesTests()
    {
        _certificates = new ClusterCertificates(_folder.PathOf("pki"), [], _time);
        _authenticator = new ClientCertificateAuthenticator(_certificates, _time);
    }

    public void Dispose()
    {
        _certificates.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Authenticate_OfTheAdmin_KnowsNameAndGroups()
    {
        (await Authenticate(_certificates.Admin)).User.Shown().Should().Be("kubernetes-admin/ system:masters");
    }

    [Fact]
    public async Task Authenticate_OfAUserWithGroups_KnowsThemAll()
    {
        using var certificate = Client("alice, \"the\" first", "dev", "team+x");

        (await Authenticate(certificate)).User.Shown().Should().Be("alice, \"the\" first/ dev,team+x");
    }

    [Fact]
    public async Task Authenticate_OfTheFrontProxysCertificate_Fails()
    {
        using var fake = _certificates.FrontProxyAuthority.Issue(
            new CertificateProfile { CommonName = "kubernetes-admin", Organizations = ["system:masters"], Life = TimeSpan.FromDays(1) });

        (await Authenticate(_certificates.FrontProxyClient)).User.Should().BeNull();
        (await Authenticate(fake)).User.Should().BeNull();
    }

    [Fact]
    public async Task Authenticate_OfAServersCertificate_Fails() =>
        (await Authenticate(_certificates.Serving)).User.Should().BeNull("it is not made for clients");

    [Fact]
    public async Task Authenticate_AfterItsTime_Fails()
    {
        using var certificate = Client("alice");
        _time.Advance(TimeSpan.FromDays(2));

        (await Authenticate(certificate)).User.Should().BeNull();
    }

    [Fact]
    public async Task Authenticate_OfAForgedName_Fails()
    {
        using var other = new TemporaryFolder();
        using var strangers = new ClusterCertificates(other.PathOf("pki"), [], _time);

        (await Authenticate(strangers.Admin)).User.Should().BeNull("an authority of the same name has another key");
    }

    private async Task<AuthenticationResult> Authenticate(X509Certificate2 certificate)
    {
        var context = new DefaultHttpContext();
        context.Connection.ClientCertificate = certificate;
        return await _authenticator.AuthenticateAsync(context, default);
    }

    private X509Certificate2 Client(string name, params string[] groups) =>
        _certificates.Authority.Issue(new CertificateProfile { CommonName = name, Organizations = groups, Life = TimeSpan.FromDays(1) });
}
