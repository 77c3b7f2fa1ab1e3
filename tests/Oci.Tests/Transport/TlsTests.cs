using System.Net;
using System.Net.Sockets;
using ImageStreams.LocalRegistry;
using ImageStreams.TestKit;

namespace ImageStreams.Oci.Tests;

public sealed class TlsTests : IAsyncLifetime
{
    private const string Route = "GET /v2/team/app/manifests/latest";

    private readonly SampleImage _image = SampleImage.Create(1);
    private FaultyRegistry _secure = null!;

    public async Task InitializeAsync()
    {
        _secure = await FaultyRegistry.StartTlsAsync();
        _secure.On(Route, Answers.Manifest(_image.OciManifest));
    }

    public async Task DisposeAsync() => await _secure.DisposeAsync();

    [Fact]
    public async Task Get_WithAnUntrustedCertificate_FailsAndSaysWhy()
    {
        await using var transport = new TestTransport();

        var failure = await Expect.FailureAsync(RegistryErrorKind.Unreachable, () => PullAsync(transport, insecure: false));

        failure.Message.Should().Contain("certificate");
        _secure.Requests.Should().BeEmpty();
    }

    [Fact]
    public async Task Get_WithAnUntrustedCertificateOfAnInsecureRegistry_Succeeds()
    {
        await using var transport = new TestTransport();

        (await PullAsync(transport, insecure: true)).Digest.Should().Be(_image.OciManifest.Digest);
    }

    [Fact]
    public async Task Get_WithTheCertificateAmongTheRoots_Succeeds()
    {
        await using var transport = new TestTransport(o => o.AdditionalRoots.Add(_secure.Certificate!));

        (await PullAsync(transport, insecure: false)).Digest.Should().Be(_image.OciManifest.Digest);
    }

    [Fact]
    public async Task Get_WithATrustedCertificateForAnotherName_Fails()
    {
        await using var transport = new TestTransport(o => o.AdditionalRoots.Add(_secure.Certificate!));
        var host = _secure.Host.Replace("127.0.0.1", "127.0.0.2", StringComparison.Ordinal);

        await Expect.FailureAsync(RegistryErrorKind.Unreachable, () => transport.Client(host, insecure: false).GetManifestAsync("latest", default));
    }

    [Fact]
    public async Task Get_OverPlainHttp_NeedsAnInsecureRegistry()
    {
        await using var plain = await FaultyRegistry.StartAsync();
        plain.On(Route, Answers.Manifest(_image.OciManifest));
        await using var transport = new TestTransport();

        var failure = await Expect.FailureAsync(
            RegistryErrorKind.Unreachable, () => transport.Client(plain.Host, insecure: false).GetManifestAsync("latest", default));
        failure.Message.Should().EndWith("what answers there does not speak TLS; a registry that speaks plain HTTP must be marked insecure");
        plain.Requests.Should().BeEmpty();

        (await transport.Client(plain.Host, insecure: true).GetManifestAsync("latest", default)).Digest.Should().Be(_image.OciManifest.Digest);
    }

    [Fact]
    public async Task Get_OfAClosedPort_IsUnreachableAndNotRepeated()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var host = listener.LocalEndpoint.ToString()!;
        listener.Stop();
        await using var transport = new TestTransport();

        var failure = await Expect.FailureAsync(
            RegistryErrorKind.Unreachable, () => transport.Client(host, insecure: true).GetManifestAsync("latest", default));

        failure.Message.Should().Contain("Connection refused").And.Contain(host);
        transport.Logged.Should().BeEmpty();
    }

    [Fact]
    public async Task Get_OfAMetadataAddress_IsRefusedBeforeAnythingIsSent()
    {
        await using var transport = new TestTransport();

        var failure = await Expect.FailureAsync(
            RegistryErrorKind.Unreachable, () => transport.Client("169.254.169.254", insecure: true).GetManifestAsync("latest", default));

        failure.Message.Should().Contain("refused to connect to 169.254.169.254");
    }

    private Task<Manifest> PullAsync(TestTransport transport, bool insecure) =>
        transport.Client(_secure.Host, insecure).GetManifestAsync("latest", default);
}
