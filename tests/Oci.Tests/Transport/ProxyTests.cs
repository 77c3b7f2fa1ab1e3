using ImageStreams.LocalRegistry;
using ImageStreams.TestKit;

namespace ImageStreams.Oci.Tests;

/// <summary>docs/spec/registries.md#proxies.</summary>
public sealed class ProxyTests : IAsyncLifetime
{
    private const string Host = "registry.example.com";

    private readonly SampleImage _image = SampleImage.Create(1);
    private FaultyRegistry _secure = null!;
    private FaultyRegistry _plain = null!;

    public async Task InitializeAsync()
    {
        (_secure, _plain) = (await FaultyRegistry.StartTlsAsync(), await FaultyRegistry.StartAsync());
        _secure.On("GET /v2/team/app/manifests/latest", Answers.Manifest(_image.OciManifest));
        _plain.On("GET /v2/team/app/manifests/latest", Answers.Manifest(_image.OciManifest));
    }

    public async Task DisposeAsync()
    {
        await _secure.DisposeAsync();
        await _plain.DisposeAsync();
    }

    [Fact]
    public async Task Get_OverHttps_GoesThroughTheProxy()
    {
        await using var proxy = TestProxy.Start(_secure.Host, login: null);
        await using var transport = Through(null, Server(proxy.Host));

        (await transport.Client(Host, insecure: true).GetManifestAsync("latest", default)).Digest.Should().Be(_image.OciManifest.Digest);

        proxy.Asked.Should().Equal($"CONNECT {Host}:443 HTTP/1.1");
    }

    [Fact]
    public async Task Get_OverPlainHttp_GoesThroughTheProxyOfPlainHttp()
    {
        await using var proxy = TestProxy.Start(_plain.Host, login: null);
        await using var transport = Through(Server(proxy.Host), Server("127.0.0.1:1"));

        (await transport.Client(Host, insecure: true).GetManifestAsync("latest", default)).Digest.Should().Be(_image.OciManifest.Digest);

        proxy.Asked.Should().Equal($"GET http://{Host}/v2/team/app/manifests/latest HTTP/1.1");
    }

    [Fact]
    public async Task Get_ThroughAProxyWithALogin_ShowsIt()
    {
        await using var proxy = TestProxy.Start(_secure.Host, "me:p@ss/word");
        await using var transport = Through(null, Server($"http://me:p%40ss%2Fword@{proxy.Host}"));

        (await transport.Client(Host, insecure: true).GetManifestAsync("latest", default)).Digest.Should().Be(_image.OciManifest.Digest);
    }

    [Fact]
    public async Task Get_ThroughAProxyThatRefusesTheLogin_SaysSoWithoutThePassword()
    {
        await using var proxy = TestProxy.Start(_secure.Host, "me:right");
        await using var transport = Through(null, Server($"http://me:guessed@{proxy.Host}"));

        var failure = await Expect.FailureAsync(
            RegistryErrorKind.Unreachable, () => transport.Client(Host, insecure: false).GetManifestAsync("latest", default));

        failure.ToString().Should().Contain("407").And.NotContain("guessed");
        transport.Logged.Should().NotContain("guessed");
    }

    [Fact]
    public async Task Get_OfThisMachine_NeverGoesThroughAProxy()
    {
        await using var transport = Through(Server("127.0.0.1:1"), Server("127.0.0.1:1"));

        (await transport.Client(_plain).GetManifestAsync("latest", default)).Digest.Should().Be(_image.OciManifest.Digest);
    }

    [Theory]
    [InlineData("registry.example.com", true)]
    [InlineData("REGISTRY.example.com", true)]
    [InlineData("example.com", true)] // and what is below it
    [InlineData(".example.com", true)]
    [InlineData("*.example.com", true)]
    [InlineData("ample.com", false)]
    [InlineData("*", true)]
    [InlineData("other.com, registry.example.com", true)]
    [InlineData("registry.example.com:443", true)]
    [InlineData("registry.example.com:5000", false)]
    [InlineData("10.0.0.0/8", false)]
    [InlineData("", false)]
    public void IsBypassed_ForAName(string except, bool expected) =>
        Except(except).IsBypassed(new Uri($"https://{Host}/v2/")).Should().Be(expected);

    [Theory]
    [InlineData("10.0.0.0/8", "https://10.1.2.3:5000/", true)]
    [InlineData("10.0.0.0/8", "https://11.1.2.3/", false)]
    [InlineData("10.1.2.3", "https://10.1.2.3:5000/", true)]
    [InlineData("fd00::/8", "https://[fd00::1]:5000/", true)]
    [InlineData("fd00::1", "https://[fd00::1]/", true)]
    [InlineData("[fd00::1]:5000", "https://[fd00::1]:5000/", true)]
    [InlineData("[fd00::1]:5000", "https://[fd00::1]/", false)]
    public void IsBypassed_ForAnAddress(string except, string address, bool expected) =>
        Except(except).IsBypassed(new Uri(address)).Should().Be(expected);

    [Theory]
    [InlineData("http://u:secret@proxy:3128", "http://proxy:3128")]
    [InlineData("proxy:3128", "http://proxy:3128")]
    [InlineData("https://proxy", "https://proxy")]
    [InlineData("socks5://proxy:1080", "socks5://proxy:1080")]
    public void TryParse_OfAProxy_KeepsTheLoginToItself(string text, string shown) => Server(text).ToString().Should().Be(shown);

    [Theory]
    [InlineData("ftp://proxy")]
    [InlineData("http://")]
    [InlineData("http://proxy/path")]
    [InlineData("")]
    public void TryParse_OfNoProxy_Fails(string text) => ProxyServer.TryParse(text, out _).Should().BeFalse();

    private static RegistryProxy Except(string except) => new(Server("http:1"), Server("https:1"), except.Split(','));

    private static ProxyServer Server(string text) => ProxyServer.TryParse(text, out var server) ? server : throw new ArgumentException(text);

    private static TestTransport Through(ProxyServer? http, ProxyServer? https) => new(o => o.Proxy = new RegistryProxy(http, https, []));
}
