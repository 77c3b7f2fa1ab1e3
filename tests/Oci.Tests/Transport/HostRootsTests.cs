using System.Security.Cryptography.X509Certificates;
using ImageStreams.LocalRegistry;
using ImageStreams.TestKit;

namespace ImageStreams.Oci.Tests;

/// <summary>Certificates that are trusted for some hosts: docs/spec/registries.md#certificates.</summary>
public sealed class HostRootsTests : IAsyncLifetime
{
    private readonly SampleImage _image = SampleImage.Create(1);
    private readonly TestCertificateAuthority _authority = new("ours");
    private FaultyRegistry _registry = null!;

    public async Task InitializeAsync()
    {
        _registry = await FaultyRegistry.StartTlsAsync(_authority.Server("127.0.0.1").ToX509());
        _registry.On("GET /v2/team/app/manifests/latest", Answers.Manifest(_image.OciManifest));
    }

    public async Task DisposeAsync()
    {
        await _registry.DisposeAsync();
        _authority.Dispose();
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("127.0.0.*")]
    [InlineData("*")]
    [InlineData("127.0.0.1:PORT")]
    [InlineData("*:PORT")]
    public async Task Get_FromAHostWithItsAuthority_Succeeds(string host)
    {
        await using var transport = Trusting(host, _authority.Pem);

        (await GetAsync(transport)).Digest.Should().Be(_image.OciManifest.Digest);
    }

    [Theory]
    [InlineData("127.0.0.2")]
    [InlineData("127.0.0.1:1")]
    [InlineData("127.0.0")]
    public async Task Get_FromAHostWhoseAuthorityIsTrustedElsewhere_Fails(string host)
    {
        await using var transport = Trusting(host, _authority.Pem);

        await Expect.FailureAsync(RegistryErrorKind.Unreachable, () => GetAsync(transport));

        _registry.Requests.Should().BeEmpty();
    }

    [Fact]
    public async Task Get_WithAnotherAuthorityOfTheSameName_Fails()
    {
        using var other = new TestCertificateAuthority("ours");
        await using var transport = Trusting("*", other.Pem);

        await Expect.FailureAsync(RegistryErrorKind.Unreachable, () => GetAsync(transport));
    }

    [Fact]
    public async Task Get_WithOneOfSeveralAuthorities_Succeeds()
    {
        using var other = new TestCertificateAuthority("other");
        await using var transport = Trusting("127.0.0.1", $"{other.Pem}\n{_authority.Pem}");

        (await GetAsync(transport)).Digest.Should().Be(_image.OciManifest.Digest);
    }

    [Fact]
    public async Task Get_WithTheServersOwnCertificateAlone_Succeeds()
    {
        var server = _authority.Server("127.0.0.1");
        await using var registry = await FaultyRegistry.StartTlsAsync(server.ToX509());
        registry.On("GET /v2/team/app/manifests/latest", Answers.Manifest(_image.OciManifest));
        await using var transport = Trusting("127.0.0.1", server.CertificatePem);

        (await transport.Client(registry.Host, insecure: false).GetManifestAsync("latest", default)).Digest.Should().Be(_image.OciManifest.Digest);
    }

    private Task<Manifest> GetAsync(TestTransport transport) => transport.Client(_registry.Host, insecure: false).GetManifestAsync("latest", default);

    private TestTransport Trusting(string host, string pem)
    {
        var certificates = new X509Certificate2Collection();
        certificates.ImportFromPem(pem);
        var port = _registry.Host.Split(':')[1];
        return new TestTransport(o => o.HostRoots = [new HostRoots(host.Replace("PORT", port, StringComparison.Ordinal), certificates)]);
    }
}
