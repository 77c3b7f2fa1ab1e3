using System.Text;
using ImageStreams.Entities;
using ImageStreams.TestKit;

namespace ImageStreams.Kubernetes.Tests;

public sealed class TransportTests : IDisposable
{
    private const string AuthorityName = "first";

    private readonly TemporaryFolder _folder = new();
    private readonly ManualTimeProvider _time = new();
    private readonly TestCertificateAuthority _authority = new(AuthorityName);

    public void Dispose()
    {
        _authority.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task GetRawAsync_OverTls_SpeaksHttp2AndShowsTheCertificate()
    {
        await using var server = await Start("127.0.0.1");
        var user = _authority.Client("me", "admins");
        using var client = Client(new()
        {
            Host = server.Address,
            SslCaData = Encoding.UTF8.GetBytes(_authority.Pem),
            ClientCertificateData = Encoding.UTF8.GetBytes(user.CertificatePem),
            ClientKeyData = Encoding.UTF8.GetBytes(user.KeyPem),
        });

        var answer = await client.GetRawAsync("/version", CancellationToken.None);

        Encoding.UTF8.GetString(answer).Should().Be("{}");
        server.Requests[0].Protocol.Should().Be("HTTP/2");
        server.Requests[0].ClientCertificate.Should().Be("O=admins, CN=me");
    }

    [Fact]
    public async Task GetRawAsync_CertificateFileReplaced_ConnectsAnew()
    {
        await using var server = await Start("127.0.0.1");
        var (first, second) = (_authority.Client("first"), _authority.Client("second"));
        using var client = Client(new()
        {
            Host = server.Address,
            SslCaData = Encoding.UTF8.GetBytes(_authority.Pem),
            ClientCertificateFilePath = _folder.Write("crt", first.CertificatePem),
            ClientKeyFilePath = _folder.Write("key", first.KeyPem),
        });
        await client.GetRawAsync("/version", CancellationToken.None);
        _folder.Write("crt", second.CertificatePem);
        _folder.Write("key", second.KeyPem);
        _time.Advance(TimeSpan.FromMinutes(1));

        await client.GetRawAsync("/version", CancellationToken.None);

        server.Requests.Select(r => r.ClientCertificate).Should().Equal("CN=first", "CN=second");
    }

    [Fact]
    public async Task GetRawAsync_ServerOfAnotherAuthority_IsRefusedUntilTheFileHasIt()
    {
        using var other = new TestCertificateAuthority("other");
        await using var server = await Start("127.0.0.1");
        using var client = Client(new() { Host = server.Address, SslCaFilePath = _folder.Write("ca", other.Pem) });
        var get = () => client.GetRawAsync("/version", CancellationToken.None);
        (await get.Should().ThrowAsync<HttpRequestException>()).Which.HttpRequestError.Should().Be(HttpRequestError.SecureConnectionError);

        _folder.Write("ca", _authority.Pem);

        await get.Should().NotThrowAsync("a refusal makes the file be read again at once");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task GetRawAsync_AuthorityBesideAnotherOfItsName_IsFound(bool isFirst)
    {
        await using var server = await Start("127.0.0.1");
        using var other = new TestCertificateAuthority(AuthorityName); // an authority that is being replaced
        var bundle = isFirst ? $"{_authority.Pem}\n{other.Pem}" : $"{other.Pem}\n{_authority.Pem}";
        using var trusting = Client(new() { Host = server.Address, SslCaData = Encoding.UTF8.GetBytes(bundle) });
        using var wary = Client(new() { Host = server.Address, SslCaData = Encoding.UTF8.GetBytes(other.Pem) });
        var get = () => wary.GetRawAsync("/version", CancellationToken.None);

        await trusting.GetRawAsync("/version", CancellationToken.None);
        await get.Should().ThrowAsync<HttpRequestException>();
    }

    [Fact]
    public async Task GetRawAsync_WrongNameInCertificate_NeedsTlsServerName()
    {
        await using var server = await Start("inner.example");
        var configuration = new KubernetesClientConfiguration { Host = server.Address, SslCaData = Encoding.UTF8.GetBytes(_authority.Pem) };
        using var plain = Client(configuration);
        using var named = Client(configuration with { TlsServerName = "inner.example" });
        using var careless = Client(configuration with { SslCaData = null, SkipTlsVerify = true });
        var get = () => plain.GetRawAsync("/version", CancellationToken.None);

        await get.Should().ThrowAsync<HttpRequestException>();
        await named.GetRawAsync("/version", CancellationToken.None);
        await careless.GetRawAsync("/version", CancellationToken.None);
    }

    [Fact]
    public async Task GetRawAsync_ClientCertificateAsServer_IsRefused()
    {
        await using var server = await FakeApiServer.StartAsync();
        var impostor = _authority.Client("not-a-server");
        using var listener = impostor.ToX509();
        var starting = () => FakeApiServer.StartAsync(listener, clientCertificates: false);

        await starting.Should().ThrowAsync<InvalidOperationException>("Kestrel itself refuses such a certificate");
    }

    [Theory]
    [InlineData(false, "gzip")]
    [InlineData(true, null)]
    public async Task GetRawAsync_Compression_IsAskedForUnlessDisabled(bool isDisabled, string? expected)
    {
        await using var server = await FakeApiServer.StartAsync();
        server.Otherwise(_ => FakeReply.Json("{}"));
        using var client = Client(new() { Host = server.Address, DisableCompression = isDisabled });

        await client.GetRawAsync("/version", CancellationToken.None);

        server.Requests[0].Headers.GetValueOrDefault("Accept-Encoding").Should().Be(expected);
    }

    [Fact]
    public async Task SendAsync_ThroughProxy_AsksTheProxy()
    {
        await using var proxy = await FakeApiServer.StartAsync();
        proxy.Otherwise(_ => FakeReply.Json("{}"));
        using var client = Client(new() { Host = new Uri("http://api.example"), ProxyUrl = proxy.Address });

        await client.GetRawAsync("/version", CancellationToken.None);

        proxy.Requests[0].Headers["Host"].Should().Be("api.example");
    }

    [Fact]
    public async Task GetRawAsync_RefusedToken_IsReadAgainAndSentOnce()
    {
        await using var server = await FakeApiServer.StartAsync();
        server.Otherwise(r => r.Headers["Authorization"] == "Bearer new" ? FakeReply.Json("{}") : FakeReply.Status(401, "Unauthorized", "no"));
        using var client = Client(new() { Host = server.Address, TokenFilePath = _folder.Write("token", "old") });
        var get = () => client.GetRawAsync("/version", CancellationToken.None);
        (await get.Should().ThrowAsync<KubeApiException>()).Which.IsUnauthorized.Should().BeTrue();
        server.Requests.Should().ContainSingle("the same token would be refused again");

        _folder.Write("token", "new");
        await get();

        server.Requests.Select(r => r.Headers["Authorization"]).Should().Equal("Bearer old", "Bearer old", "Bearer new");
    }

    [Fact]
    public async Task CreateAsync_TokenOfAPluginRefused_RunsItOnceMoreAndSendsTheBodyAgain()
    {
        await using var server = await FakeApiServer.StartAsync();
        server.Otherwise(r => r.Headers["Authorization"] == "Bearer t2" ? FakeReply.Json("{}") : FakeReply.Status(401, "Unauthorized", "no"));
        var count = Path.Combine(_folder.Path, "count");
        var answer = "{\"kind\":\"ExecCredential\",\"apiVersion\":\"client.authentication.k8s.io/v1\",\"status\":{\"token\":\"t'$(wc -l < " + count + " | tr -d ' ')'\"}}";
        var plugin = _folder.WriteScript("plugin", $"echo >> {count}\nprintf '%s' '{answer}'");
        using var client = Client(new() { Host = server.Address, Exec = new ExecConfig(plugin, ExecConfig.V1) });

        await client.Resource<Namespace>().CreateAsync(new Namespace { Metadata = new ObjectMeta { Name = "n" } }, CancellationToken.None);

        server.Requests.Select(r => r.Headers["Authorization"]).Should().Equal("Bearer t1", "Bearer t2");
        server.Requests[1].Json["metadata"]!["name"]!.GetValue<string>().Should().Be("n");
    }

    [Fact]
    public async Task SendAsync_Impersonation_IsSentWithEveryRequest()
    {
        await using var server = await FakeApiServer.StartAsync();
        server.Otherwise(_ => FakeReply.Json("{}"));
        var extra = new Dictionary<string, IReadOnlyList<string>> { ["scopes/x"] = ["1"] };
        using var client = Client(new() { Host = server.Address, Impersonation = new Impersonation("u", "id", ["g"], extra) });

        await client.GetRawAsync("/version", CancellationToken.None);

        server.Requests[0].Headers.Where(h => h.Key.StartsWith("Impersonate", StringComparison.Ordinal)).Select(h => $"{h.Key}={h.Value}")
            .Should().BeEquivalentTo("Impersonate-User=u", "Impersonate-Uid=id", "Impersonate-Group=g", "Impersonate-Extra-scopes%2Fx=1");
    }

    [Fact]
    public async Task SendAsync_Raw_StreamsAndReplacesTheCallersCredential()
    {
        await using var server = await FakeApiServer.StartAsync();
        var watch = new FakeWatch();
        server.On("GET /base/apis/x", FakeReply.Watch(watch));
        using var client = Client(new() { Host = new Uri(server.Address, "/base"), AccessToken = "ours" });
        using var request = new HttpRequestMessage(HttpMethod.Get, "/apis/x?watch=1");
        request.Headers.TryAddWithoutValidation("Authorization", "Bearer theirs");
        request.Headers.TryAddWithoutValidation("User-Agent", "kubectl/1");

        using var response = await client.SendAsync(request, CancellationToken.None);
        watch.SendRaw("first\n");
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());

        (await reader.ReadLineAsync()).Should().Be("first", "the answer is handed on while it still runs");
        server.Requests[0].Headers["Authorization"].Should().Be("Bearer ours");
        server.Requests[0].Headers["User-Agent"].Should().Be("kubectl/1");
        server.Requests[0].Query.Should().Contain("watch", "1");
    }

    [Theory]
    [InlineData("https://elsewhere.example/api")]
    [InlineData("http://elsewhere.example/api")]
    public async Task SendAsync_OtherServer_GetsNoCredential(string address)
    {
        using var client = Client(new() { Host = new Uri("https://h"), AccessToken = "t" });
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        var send = () => client.SendAsync(request, CancellationToken.None);

        (await send.Should().ThrowAsync<ArgumentException>()).WithMessage("the address must be a path*");
    }

    [Fact]
    public async Task SendAsync_DoubleSlash_StaysAtOurServer()
    {
        await using var server = await FakeApiServer.StartAsync();
        server.Otherwise(_ => FakeReply.Json("{}"));
        using var client = Client(new() { Host = server.Address, AccessToken = "t" });
        using var request = new HttpRequestMessage(HttpMethod.Get, "//elsewhere.example/api");

        using var response = await client.SendAsync(request, CancellationToken.None);

        server.Requests[0].Path.Should().Be("/elsewhere.example/api");
    }

    private async Task<FakeApiServer> Start(string name)
    {
        var server = await FakeApiServer.StartAsync(_authority.Server(name).ToX509(), clientCertificates: true);
        return server.Otherwise(_ => FakeReply.Json("{}"));
    }

    private KubernetesClient Client(KubernetesClientConfiguration configuration) => TestClients.To(configuration, _time, new KubernetesClientOptions());
}
