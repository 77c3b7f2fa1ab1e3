using ImageStreams.Images;
using ImageStreams.LocalRegistry;
using ImageStreams.Oci;
using ImageStreams.TestKit;
using Microsoft.AspNetCore.Http;

namespace ImageStreams.Import.Tests;

/// <summary>What each way in which a registry fails costs it, to the request, with the retries that are on by default; and what the user reads.</summary>
public sealed class FaultTests : IAsyncLifetime
{
    private const string Manifest = "/v2/a/b/manifests/1";

    private static readonly SampleImage Image = SampleImage.Create(1);
    private static readonly string Config = $"/v2/a/b/blobs/{Image.Config.Digest}";

    private ImportFixture _fixture = null!;

    public static TheoryData<string, string?, string> Faults => new()
    {
        { "login that nobody has", ImportReasons.Unauthorized, "GET" },
        { "login that is never good enough", ImportReasons.Unauthorized, "GET, GET" },
        { "token that is never good enough", ImportReasons.Unauthorized, "GET, GET /token, GET, GET /token, GET" },
        { "token service elsewhere", ImportReasons.Unauthorized, "GET" },
        { "403", ImportReasons.Forbidden, "GET" },
        { "404", ImportReasons.NotFound, "GET" },
        { "429", ImportReasons.TooManyRequests, "GET, GET, GET, GET" },
        { "429 for a while", ImportReasons.TooManyRequests, "GET" },
        { "429 for a moment", null, "GET, GET, GET config" },
        { "500", ImportReasons.InternalError, "GET" },
        { "502", ImportReasons.InternalError, "GET, GET, GET, GET" },
        { "502 for a moment", null, "GET, GET, GET config" },
        { "reset", ImportReasons.Unreachable, "GET, GET, GET, GET" },
        { "stall", ImportReasons.Timeout, "GET" },
        { "slow bytes", ImportReasons.Timeout, "GET" },
        { "truncated body", ImportReasons.Unreachable, "GET, GET, GET, GET" },
        { "gzip bomb", ImportReasons.TooLarge, "GET" },
        { "wrong media type", ImportReasons.InvalidManifest, "GET" },
        { "wrong configuration", ImportReasons.InvalidManifest, "GET, GET config" },
        { "redirect to another host", null, "GET, GET config" },
        { "redirect in circles", ImportReasons.InternalError, "GET, GET, GET, GET, GET, GET" },
    };

    public static TheoryData<string, string?, string> FaultsOfChecks => new()
    {
        { "login that nobody has", ImportReasons.Unauthorized, "HEAD" },
        { "login that is never good enough", ImportReasons.Unauthorized, "HEAD, HEAD" },
        { "token that is never good enough", ImportReasons.Unauthorized, "HEAD, GET /token, HEAD, GET /token, HEAD" },
        { "token service elsewhere", ImportReasons.Unauthorized, "HEAD" },
        { "403", ImportReasons.Forbidden, "HEAD" },
        { "404", ImportReasons.NotFound, "HEAD, GET" },
        { "429", ImportReasons.TooManyRequests, "HEAD, HEAD, HEAD, HEAD" },
        { "429 for a while", ImportReasons.TooManyRequests, "HEAD" },
        { "429 for a moment", null, "HEAD, HEAD" },
        { "500", ImportReasons.InternalError, "HEAD, GET" },
        { "502", ImportReasons.InternalError, "HEAD, HEAD, HEAD, HEAD" },
        { "502 for a moment", null, "HEAD, HEAD" },
        { "reset", ImportReasons.Unreachable, "HEAD, HEAD, HEAD, HEAD" },
        { "stall", ImportReasons.Timeout, "HEAD" },
        { "gzip bomb", null, "HEAD" },
        { "wrong configuration", null, "HEAD" },
        { "redirect in circles", ImportReasons.InternalError, "HEAD, HEAD, HEAD, HEAD, HEAD, HEAD" },
    };

    public async Task InitializeAsync()
    {
        _fixture = await ImportFixture.StartAsync();
        _fixture.Transport.Retries = 3;
        _fixture.Transport.RetryDelay = TimeSpan.FromMilliseconds(1);
        _fixture.Serve("a/b", "1", Image.OciManifest, Image);
    }

    public async Task DisposeAsync() => await _fixture.DisposeAsync();

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Run_RegistryWithAFault_CostsSoManyRequestsAndNoMore(string fault, string? reason, string requests)
    {
        await using var elsewhere = await FaultyRegistry.StartAsync();
        elsewhere.On("GET /blob", Answers.Bytes(Image.Config.Content, MediaTypes.OctetStream)).On("GET /token", Answers.Token("t", 60));
        Break(fault, elsewhere);
        _fixture.Apply("s", TestStreams.Tag("latest", _fixture.From("a/b:1")));

        await _fixture.RunAsync("s");

        string.Join(", ", _fixture.Registry.Requests.Select(Show)).Should().Be(requests);
        _fixture.Tag("s", "latest").ImportFailure?.Reason.Should().Be(reason);
        (_fixture.Tag("s", "latest").Newest is not null).Should().Be(reason is null);
        elsewhere.Requests.Should().HaveCount(fault == "redirect to another host" ? 1 : 0);
    }

    [Theory]
    [MemberData(nameof(FaultsOfChecks))]
    public async Task Run_CheckOfARegistryWithAFault_CostsSoManyRequestsAndNoMore(string fault, string? reason, string requests)
    {
        await using var elsewhere = await FaultyRegistry.StartAsync();
        var tag = TestStreams.Tag("latest", _fixture.From("a/b:1"));
        tag["importPolicy"]!["scheduled"] = true;
        _fixture.Apply("s", tag);
        await _fixture.RunAsync("s");
        Break(fault, elsewhere);
        _fixture.Restart();
        _fixture.Memory = new ImportMemory { Since = _fixture.Time.GetUtcNow() };
        _fixture.Time.Advance(TimeSpan.FromMinutes(15));
        var before = _fixture.Registry.Requests.Count;

        (await _fixture.RunAsync("s")).Attempted.Should().Equal("latest");

        string.Join(", ", _fixture.Registry.Requests.Skip(before).Select(Show)).Should().Be(requests);
        _fixture.Tag("s", "latest").ImportFailure?.Reason.Should().Be(reason);
        (_fixture.Tag("s", "latest").ImportFailure is null).Should().Be(reason is null);
        _fixture.Tag("s", "latest").Newest!.Image.Should().Be(Image.OciManifest.Digest.ToString(), "the last good image stays");
    }

    [Fact]
    public async Task Run_TagListThatLeadsInCircles_IsReadOncePerPage()
    {
        _fixture.Registry.On("GET /v2/a/b/tags/list", Answers.With(Answers.Json("""{"name":"a/b","tags":["1"]}"""), ("Link", "</v2/a/b/tags/list?n=1000&last=1>; rel=\"next\"")));
        var stream = TestStreams.Stream();
        stream["spec"]!["dockerImageRepository"] = _fixture.From("a/b");
        stream["metadata"] = new System.Text.Json.Nodes.JsonObject
        {
            ["annotations"] = new System.Text.Json.Nodes.JsonObject { [ImageAnnotations.InsecureRepository] = "true" },
        };
        _fixture.Apply("test", "s", stream);

        var outcome = await _fixture.RunAsync("s");

        outcome.RepositoryNews!.Reason.Should().Be(ImportReasons.TooLarge);
        _fixture.Registry.Count("GET /v2/a/b/tags/list").Should().Be(2);
    }

    private static string Show(RecordedRequest request) => request.Path switch
    {
        Manifest => request.Method,
        "/token" => $"{request.Method} /token",
        _ => $"{request.Method} config",
    };

    private void Break(string fault, FaultyRegistry elsewhere)
    {
        switch (fault)
        {
            case "login that nobody has":
                Each(Answers.Challenge("Basic realm=\"r\""));
                break;
            case "login that is never good enough":
                _fixture.Cluster.Put(TestStreams.SecretPath("test", "pull"), TestStreams.Login(_fixture.Registry.Host, "u", "p"));
                Each(Answers.Challenge("Basic realm=\"r\""));
                break;
            case "token that is never good enough":
                _fixture.Cluster.Put(TestStreams.SecretPath("test", "pull"), TestStreams.Login(_fixture.Registry.Host, "u", "p"));
                _fixture.Registry.On("GET /token", Answers.Token("t", 60));
                Each(Answers.Challenge($"Bearer realm=\"{_fixture.Registry.Url}/token\",service=\"s\""));
                break;
            case "token service elsewhere":
                Each(Answers.Challenge($"Bearer realm=\"http://token.example.com/token\",service=\"{elsewhere.Host}\""));
                break;
            case "404":
                Each(Answers.Error(404, "MANIFEST_UNKNOWN", "unknown"));
                break;
            case "429":
                Each(Answers.TooManyRequests(null));
                break;
            case "429 for a while":
                Each(Answers.TooManyRequests("600"));
                break;
            case "429 for a moment":
                Each(Answers.TooManyRequests("0"), Answers.Manifest(Image.OciManifest));
                break;
            case "403" or "500" or "502":
                Each(Answers.Status(int.Parse(fault, System.Globalization.CultureInfo.InvariantCulture)));
                break;
            case "502 for a moment":
                Each(Answers.Status(502), Answers.Manifest(Image.OciManifest));
                break;
            case "reset":
                Each(Answers.Reset());
                break;
            case "stall":
                _fixture.Transport.RequestTimeout = TimeSpan.FromMilliseconds(300);
                Each(Answers.Stall());
                break;
            case "redirect to another host":
                _fixture.Registry.On($"GET {Config}", Answers.Redirect(307, $"{elsewhere.Url}/blob"));
                break;
            case "redirect in circles":
                Each(Answers.Redirect(307, Manifest));
                break;
            case "wrong configuration":
                _fixture.Registry.On($"GET {Config}", Answers.Json("{}"));
                break;
            default:
                _fixture.Registry.On($"GET {Manifest}", Body(fault));
                break;
        }
    }

    private RequestDelegate Body(string fault)
    {
        var manifest = Image.OciManifest;
        switch (fault)
        {
            case "slow bytes":
                _fixture.Transport.RequestTimeout = TimeSpan.FromMilliseconds(500);
                return Answers.Drip(manifest.ContentType);
            case "truncated body":
                return Answers.Truncated(manifest.Bytes, manifest.ContentType);
            case "gzip bomb":
                return Answers.GzipBomb(64 << 20, manifest.ContentType);
            default:
                return Answers.Bytes(manifest.Bytes, MediaTypes.OciIndex);
        }
    }

    private void Each(params RequestDelegate[] answers) => _fixture.Registry.On($"HEAD {Manifest}", answers).On($"GET {Manifest}", answers);
}
