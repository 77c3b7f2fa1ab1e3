using ImageStreams.Oci;
using ImageStreams.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace ImageStreams.Import.Tests;

/// <summary>How the process reaches registries under its settings, with connections as <see cref="ImportRegistration"/> makes them.</summary>
public sealed class RegistryTransportsTests : IDisposable
{
    private readonly TestCertificateAuthority _authority = new("ours");
    private readonly ServiceProvider _services;
    private readonly RegistryTransports _transports;

    public RegistryTransportsTests()
    {
        _services = new ServiceCollection()
            .AddSingleton(TimeProvider.System)
            .AddSingleton<ILoggerFactory>(NullLoggerFactory.Instance)
            .AddSingleton(typeof(ILogger<>), typeof(NullLogger<>))
            .AddImport("imagestreams/test")
            .BuildServiceProvider();
        _transports = _services.GetRequiredService<RegistryTransports>();
    }

    [PeerFact(DockerRegistryProcess.Program)]
    public async Task For_DockerRegistryWithTls_NeedsItsAuthority()
    {
        await using var registry = await DockerRegistryProcess.StartTlsAsync(_authority.Server("127.0.0.1"));
        using var other = new TestCertificateAuthority("other");

        (await FailAsync(new ImportSettings(), registry.Host)).Message.Should().Contain("certificate");
        (await FailAsync(Trusting(other, "127.0.0.1"), registry.Host)).Kind.Should().Be(RegistryErrorKind.Unreachable);
        (await FailAsync(Trusting(_authority, "quay.io"), registry.Host)).Kind.Should().Be(RegistryErrorKind.Unreachable);
        (await FailAsync(Trusting(_authority, "127.0.0.1"), registry.Host)).Kind.Should().Be(RegistryErrorKind.NotFound, "it is trusted, and empty");
        (await FailAsync(Trusting(_authority, registry.Host), registry.Host)).Kind.Should().Be(RegistryErrorKind.NotFound);
    }

    [Fact]
    public async Task For_AProxy_GoesThroughIt()
    {
        await using var registry = await FaultyRegistry.StartTlsAsync(_authority.Server("registry.example.com").ToX509());
        await using var proxy = TestProxy.Start(registry.Host, login: null);
        var settings = Trusting(_authority, "registry.example.com") with
        {
            Proxy = new RegistryProxy(null, ProxyServer.TryParse(proxy.Host, out var server) ? server : null, []),
        };

        (await FailAsync(settings, "registry.example.com")).Kind.Should().Be(RegistryErrorKind.NotFound);

        proxy.Asked.Should().Equal("CONNECT registry.example.com:443 HTTP/1.1");
        registry.Requests.Should().ContainSingle();
    }

    [Fact]
    public void For_SettingsThatDifferInSomethingElse_KeepsTheConnections()
    {
        var settings = Trusting(_authority, "quay.io");
        var first = _transports.For(settings);

        _transports.For(Trusting(_authority, "quay.io") with { RepositoryTags = 7 }).Should().BeSameAs(first);
        _transports.For(Trusting(_authority, "other.io")).Should().NotBeSameAs(first);
    }

    public void Dispose()
    {
        _services.Dispose();
        _authority.Dispose();
    }

    private static ImportSettings Trusting(TestCertificateAuthority authority, string host) => new()
    {
        CertificateAuthorities = [HostCertificates.TryCreate(host, authority.Pem, out var certificates) ? certificates : throw new ArgumentException(host)],
    };

    private async Task<RegistryException> FailAsync(ImportSettings settings, string host)
    {
        var client = _transports.For(settings).Client(RepositoryName.Of(ImageReference.Parse($"{host}/team/app")), RegistryAccess.Anonymous);
        var get = () => client.GetManifestAsync("latest", default);
        return (await get.Should().ThrowAsync<RegistryException>()).Which;
    }
}
