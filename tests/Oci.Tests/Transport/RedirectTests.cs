using ImageStreams.LocalRegistry;
using ImageStreams.TestKit;

namespace ImageStreams.Oci.Tests;

/// <summary>CVE-2020-15157, CVE-2026-50151: credentials never leave the registry's origin.</summary>
public sealed class RedirectTests : IAsyncLifetime
{
    private const string Bob = "Basic Ym9iOnNlY3JldA==";

    private static readonly RegistryCredential BobsLogin = new() { Username = "bob", Password = "secret" };

    private readonly SampleImage _image = SampleImage.Create(1);
    private readonly TestTransport _transport = new();
    private FaultyRegistry _registry = null!;
    private FaultyRegistry _storage = null!;

    private SampleBlob Layer => _image.Layers[0];

    private string Blob => $"/v2/team/app/blobs/{Layer.Digest}";

    public async Task InitializeAsync()
    {
        _registry = await FaultyRegistry.StartAsync();
        _storage = await FaultyRegistry.StartAsync();
    }

    public async Task DisposeAsync()
    {
        await _transport.DisposeAsync();
        await _registry.DisposeAsync();
        await _storage.DisposeAsync();
    }

    [Theory]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(303)]
    [InlineData(307)]
    [InlineData(308)]
    public async Task CopyBlob_RedirectedToAnotherHost_GoesWithoutCredentials_CVE_2026_50151(int status)
    {
        Guard(Answers.Redirect(status, $"{_storage.Url}/data?signature=x"));
        _storage.On("GET /data", Answers.Bytes(Layer.Content, "application/octet-stream"));

        var length = await CopyAsync(Stream.Null);

        length.Should().Be(Layer.Size);
        var request = _storage.Requests.Should().ContainSingle().Which;
        request.Authorization.Should().BeEmpty();
        request.Query.Should().Be("?signature=x");
    }

    [Fact]
    public async Task CopyBlob_RedirectedWithinTheRegistry_KeepsTheCredentials()
    {
        Guard(Answers.Redirect(307, "/moved"));
        _registry.On("GET /moved", Answers.Guarded(Bob, "Basic realm=\"x\"", Answers.Bytes(Layer.Content, "application/octet-stream")));

        (await CopyAsync(Stream.Null)).Should().Be(Layer.Size);
    }

    [Fact]
    public async Task CopyBlob_WhenTheOtherHostAsksForCredentials_ShowsNone_CVE_2020_15157()
    {
        Guard(Answers.Redirect(307, $"{_storage.Url}/data"));
        _storage.On("GET /data", Answers.Challenge("Basic realm=\"x\""));

        var failure = await Expect.FailureAsync(RegistryErrorKind.Unauthorized, () => CopyAsync(Stream.Null));

        failure.Request.Should().StartWith($"GET {_storage.Url}/data");
        _storage.Requests.Should().ContainSingle().Which.Authorization.Should().BeEmpty();
    }

    [Fact]
    public async Task CopyBlob_RedirectedAwayAndBack_StaysWithoutCredentials()
    {
        Guard(Answers.Redirect(307, $"{_storage.Url}/data"));
        _storage.On("GET /data", Answers.Redirect(307, $"{_registry.Url}/back"));
        _registry.On("GET /back", Answers.Bytes(Layer.Content, "application/octet-stream"));

        await CopyAsync(Stream.Null);

        _registry.Requests.Single(r => r.Path == "/back").Authorization.Should().BeEmpty();
    }

    [Fact]
    public async Task CopyBlob_OfAForeignLayer_NeverAsksItsUrls_CVE_2020_15157()
    {
        var json = $$"""
            {"schemaVersion":2,"config":{"digest":"{{_image.Config.Digest}}","size":1},
             "layers":[{"mediaType":"{{MediaTypes.DockerForeignLayer}}","digest":"{{Layer.Digest}}","size":1,"urls":["{{_storage.Url}}/data"]}]}
            """;
        _registry.On("GET /v2/team/app/manifests/latest", Answers.Text(json, MediaTypes.OciManifest));
        var client = _transport.Client(_registry, BobsLogin);

        var manifest = (ImageManifestDocument)await client.GetManifestAsync("latest", default);
        await Expect.FailureAsync(RegistryErrorKind.NotFound, () => client.CopyBlobAsync(manifest.Layers[0].Digest, 100, Stream.Null, default));

        _storage.Requests.Should().BeEmpty();
    }

    [Theory]
    [InlineData("http://169.254.169.254/latest/meta-data/", "link-local")]
    [InlineData("http://user:pass@127.0.0.1/x", "user name")]
    [InlineData("ftp://127.0.0.1/x", "no web address")]
    [InlineData("", "no web address")]
    public async Task CopyBlob_RedirectedWhereNobodyShouldGo_IsRefused(string location, string why)
    {
        Guard(Answers.Redirect(307, location));

        var failure = await Expect.FailureAsync(() => CopyAsync(Stream.Null));

        failure.Message.Should().Contain(why).And.NotContain("user:pass");
    }

    [Fact]
    public async Task CopyBlob_RedirectedForEver_GivesUp()
    {
        Guard(Answers.Redirect(307, Blob));

        var failure = await Expect.FailureAsync(RegistryErrorKind.Server, () => CopyAsync(Stream.Null));

        failure.Message.Should().Contain("too often");
        _registry.Requests.Should().HaveCountLessThan(10);
    }

    [Fact]
    public async Task GetManifest_RedirectedFromHttpsToHttp_IsRefused()
    {
        await using var secure = await FaultyRegistry.StartTlsAsync();
        secure.On("GET /v2/team/app/manifests/latest", Answers.Redirect(302, $"{_storage.Url}/data"));
        await using var transport = new TestTransport(o => o.AdditionalRoots.Add(secure.Certificate!));

        var failure = await Expect.FailureAsync(
            RegistryErrorKind.Server, () => transport.Client(secure.Host, insecure: false).GetManifestAsync("latest", default));

        failure.Message.Should().Contain("from https to http");
        _storage.Requests.Should().BeEmpty();
    }

    [Fact]
    public async Task Send_LedHereByARegistryElsewhere_RefusesThisMachineByNameAndByAddress()
    {
        foreach (var host in new[] { "localhost", "127.0.0.1" })
        {
            using var message = new HttpRequestMessage(HttpMethod.Get, $"http://{host}:{new Uri(_storage.Url).Port}/");
            message.Options.Set(RegistryConnector.LedAstray, true);

            await Expect.FailureAsync(RegistryErrorKind.Unreachable, () => _transport.Transport.SendAsync(message, insecure: true, default));
        }

        _storage.Requests.Should().BeEmpty();
    }

    private void Guard(Microsoft.AspNetCore.Http.RequestDelegate answer) =>
        _registry.On($"GET {Blob}", Answers.Guarded(Bob, "Basic realm=\"x\"", answer));

    private Task<long> CopyAsync(Stream destination) =>
        _transport.Client(_registry, BobsLogin).CopyBlobAsync(Layer.Digest, 1 << 20, destination, default);
}
