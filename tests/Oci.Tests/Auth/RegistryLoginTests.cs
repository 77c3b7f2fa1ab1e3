using ImageStreams.LocalRegistry;
using ImageStreams.TestKit;

namespace ImageStreams.Oci.Tests;

public sealed class RegistryLoginTests : IAsyncLifetime
{
    private const string Manifests = "/v2/team/app/manifests/latest";
    private const string Bob = "Basic Ym9iOnNlY3JldA=="; // bob:secret
    private const string Eve = "Basic ZXZlOnNlY3JldA=="; // eve:secret

    private static readonly RegistryCredential BobsLogin = new() { Username = "bob", Password = "secret" };
    private static readonly RegistryCredential EvesLogin = new() { Username = "eve", Password = "secret" };

    private readonly ManualTimeProvider _time = new();
    private readonly SampleImage _image = SampleImage.Create(1);
    private FaultyRegistry _registry = null!;
    private TestTransport _transport = null!;

    private string BearerChallenge => $"Bearer realm=\"{_registry.Url}/token?x=y\",service=\"the registry\",scope=\"repository:secret/other:pull,push\"";

    public async Task InitializeAsync()
    {
        _registry = await FaultyRegistry.StartAsync();
        _transport = new TestTransport(time: _time);
    }

    public async Task DisposeAsync()
    {
        await _transport.DisposeAsync();
        await _registry.DisposeAsync();
    }

    [Fact]
    public async Task Get_WithoutAChallenge_ShowsNoCredential()
    {
        _registry.On($"GET {Manifests}", Answers.Manifest(_image.OciManifest));

        await PullAsync(BobsLogin);

        _registry.Requests.Should().ContainSingle().Which.Authorization.Should().BeEmpty();
    }

    [Fact]
    public async Task Get_BehindBasic_ShowsTheCredentialOnceAskedFor()
    {
        _registry.On($"GET {Manifests}", Answers.Guarded(Bob, "Basic realm=\"x\"", Answers.Manifest(_image.OciManifest)));
        var client = _transport.Client(_registry, BobsLogin);

        await client.GetManifestAsync("latest", default);
        await client.GetManifestAsync("latest", default);

        _registry.Requests.Select(r => r.Authorization).Should().Equal("", Bob, Bob);
    }

    [Fact]
    public async Task Get_BehindBearer_AsksTheTokenServiceForItsOwnScope()
    {
        GuardWithToken("tok1");

        await PullAsync(BobsLogin);

        var asked = _registry.Requests.Single(r => r.Path == "/token");
        asked.Authorization.Should().Be(Bob);
        asked.Query.Should().Be("?x=y&service=the%20registry&scope=repository%3Ateam%2Fapp%3Apull&account=bob");
        _registry.Requests[^1].Authorization.Should().Be("Bearer tok1");
    }

    [Fact]
    public async Task Get_BehindBearerWithoutCredentials_AsksForAnAnonymousToken()
    {
        GuardWithToken("tok1");

        await PullAsync();

        _registry.Requests.Single(r => r.Path == "/token").Authorization.Should().BeEmpty();
    }

    [Fact]
    public async Task Get_FromAnotherClient_SharesTheToken()
    {
        GuardWithToken("tok1");

        await PullAsync(BobsLogin);
        await PullAsync(BobsLogin);

        _registry.Count("GET /token").Should().Be(1);
    }

    [Fact]
    public async Task Get_WithAnotherCredential_SharesNoToken()
    {
        GuardWithToken("tok1");

        await PullAsync(BobsLogin);
        await PullAsync(EvesLogin);

        _registry.Requests.Where(r => r.Path == "/token").Select(r => r.Authorization).Should().Equal(Bob, Eve);
    }

    [Fact]
    public async Task Get_WithAnotherRealm_SharesNoToken_CVE_2026_48978()
    {
        GuardWithToken("tok1");
        await PullAsync(BobsLogin);

        _registry.On("GET /other", Answers.Token("tok2", 300));
        _registry.On(
            $"GET {Manifests}",
            Answers.Guarded("Bearer tok2", $"Bearer realm=\"{_registry.Url}/other\"", Answers.Manifest(_image.OciManifest)));
        await PullAsync(BobsLogin);

        _registry.Requests.Should().NotContain(r => r.Path == "/other" && r.Headers.Values.Any(v => v.Contains("tok1")));
        _registry.Count("GET /other").Should().Be(1);
    }

    [Fact]
    public async Task Get_AfterTheTokenExpired_FetchesAnother()
    {
        GuardWithToken("tok1");
        await PullAsync(BobsLogin);

        _time.Advance(TimeSpan.FromSeconds(269)); // nine tenths of 300
        await PullAsync(BobsLogin);
        _registry.Count("GET /token").Should().Be(1);

        _time.Advance(TimeSpan.FromSeconds(2));
        await PullAsync(BobsLogin);
        _registry.Count("GET /token").Should().Be(2);
    }

    [Fact]
    public async Task Get_WhenTheRegistryDropsAToken_FetchesAnotherOnce()
    {
        GuardWithToken("tok1");
        var client = _transport.Client(_registry, BobsLogin);
        await client.GetManifestAsync("latest", default);

        _registry.On("GET /token", Answers.Token("tok2", 300));
        _registry.On($"GET {Manifests}", Answers.Guarded("Bearer tok2", BearerChallenge, Answers.Manifest(_image.OciManifest)));
        await client.GetManifestAsync("latest", default);
        await PullAsync(BobsLogin);

        _registry.Count("GET /token").Should().Be(2);
    }

    [Fact]
    public async Task Get_FromManyClientsAtOnce_FetchesOneToken()
    {
        GuardWithToken("tok1");

        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => PullAsync(BobsLogin)));

        _registry.Count("GET /token").Should().Be(1);
    }

    [Fact]
    public async Task Get_WithAnIdentityToken_UsesTheRefreshGrant()
    {
        GuardWithToken("tok1");
        _registry.On("POST /token", Answers.Json("""{"access_token":"tok1","expires_in":300}"""));

        await PullAsync(new RegistryCredential { Username = "bob", IdentityToken = "id tok" });

        var asked = _registry.Requests.Single(r => r.Path == "/token");
        asked.Authorization.Should().BeEmpty();
        asked.Body.Should().Be(
            "grant_type=refresh_token&service=the+registry&scope=repository%3Ateam%2Fapp%3Apull&client_id=imagestreams&refresh_token=id+tok");
    }

    [Fact]
    public async Task Get_WithARegistryToken_AsksNoService()
    {
        GuardWithToken("given");

        await PullAsync(new RegistryCredential { RegistryToken = "given" });

        _registry.Count("GET /token").Should().Be(0);
    }

    [Fact]
    public async Task Get_WithSeveralCredentials_TriesThemInOrder()
    {
        _registry.On($"GET {Manifests}", Answers.Guarded(Bob, "Basic realm=\"x\"", Answers.Manifest(_image.OciManifest)));

        await PullAsync(EvesLogin, BobsLogin);

        _registry.Requests.Select(r => r.Authorization).Should().Equal("", Eve, Bob);
    }

    [Fact]
    public async Task Get_WhenTheTokenServiceRefusesEverybody_ComesAnonymouslyAtLast()
    {
        _registry.On("GET /token", context => context.Request.Headers.Authorization.Count > 0
            ? Answers.Bytes(401, """{"details":"incorrect username or password"}"""u8.ToArray(), "application/json")(context)
            : Answers.Token("tok1", 300)(context));
        _registry.On($"GET {Manifests}", Answers.Guarded("Bearer tok1", BearerChallenge, Answers.Manifest(_image.OciManifest)));

        await PullAsync(EvesLogin, BobsLogin);

        _registry.Requests.Where(r => r.Path == "/token").Select(r => r.Authorization).Should().Equal(Eve, Bob, "");
    }

    [Fact]
    public async Task Get_WhenAllAreRefused_TellsTheFirstRefusal()
    {
        _registry.On("GET /token", context => context.Request.Headers.Authorization == Eve
            ? Answers.Bytes(401, """{"details":"incorrect username or password"}"""u8.ToArray(), "application/json")(context)
            : Answers.Token("useless", 300)(context));
        _registry.On($"GET {Manifests}", Answers.Challenge(BearerChallenge));

        var failure = await Expect.FailureAsync(RegistryErrorKind.Unauthorized, () => PullAsync(EvesLogin, BobsLogin));

        failure.Message.Should().EndWith("incorrect username or password");
        failure.StatusCode.Should().Be(401);
    }

    [Theory]
    [InlineData("Basic realm=\"x\"")]
    [InlineData("Bearer realm=\"@/token\",service=\"s\"")]
    [InlineData("Negotiate")]
    [InlineData("")]
    public async Task Get_InA401Loop_GivesUp(string challenge)
    {
        _registry.On("GET /token", Answers.Token("tok", 300));
        _registry.On($"GET {Manifests}", Answers.Challenge(challenge.Replace("@", _registry.Url, StringComparison.Ordinal)));

        await Expect.FailureAsync(RegistryErrorKind.Unauthorized, () => PullAsync(BobsLogin));

        _registry.Requests.Should().HaveCountLessThan(8);
    }

    [Fact]
    public async Task Get_WhenForbidden_TriesTheNextCredential()
    {
        _registry.On($"GET {Manifests}", context => context.Request.Headers.Authorization == Eve
            ? Answers.Error(403, "DENIED", "requested access to the resource is denied")(context)
            : Answers.Guarded(Bob, "Basic realm=\"x\"", Answers.Manifest(_image.OciManifest))(context));

        await PullAsync(EvesLogin, BobsLogin);

        _registry.Requests[^1].Authorization.Should().Be(Bob);
    }

    [Fact]
    public async Task Get_WithARealmOnAnotherHost_AsksNobody_CVE_2026_33540()
    {
        await using var thief = await FaultyRegistry.StartAsync();
        var realm = thief.Url.Replace("127.0.0.1", "localhost", StringComparison.Ordinal);
        _registry.On($"GET {Manifests}", Answers.Challenge($"Bearer realm=\"{realm}/token\",service=\"s\""));

        var failure = await Expect.FailureAsync(
            RegistryErrorKind.Unauthorized, () => PullAsync(BobsLogin, new RegistryCredential { Username = "x", IdentityToken = "refresh" }));

        failure.Message.Should().Contain("another host").And.Contain("localhost");
        thief.Requests.Should().BeEmpty();
    }

    [Theory]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(307)]
    [InlineData(308)]
    public async Task Get_WhenTheTokenServiceRedirects_FollowsNowhere_GGCR_2193(int status)
    {
        _registry.On($"GET {Manifests}", Answers.Challenge(BearerChallenge));
        _registry.On("GET /token", Answers.Redirect(status, "/elsewhere"));

        await Expect.FailureAsync(RegistryErrorKind.Server, () => PullAsync(BobsLogin));

        _registry.Count("GET /elsewhere").Should().Be(0);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("{\"token\":\"\"}")]
    [InlineData("{\"token\":\"a\\r\\nX-Header: b\"}")]
    [InlineData("[]")]
    [InlineData("<html>")]
    public async Task Get_WithAnUnusableToken_SaysSo(string answer)
    {
        _registry.On($"GET {Manifests}", Answers.Challenge(BearerChallenge));
        _registry.On("GET /token", Answers.Json(answer));

        var failure = await Expect.FailureAsync(RegistryErrorKind.Server, () => PullAsync());

        failure.Message.Should().Contain("without a usable token");
    }

    [Fact]
    public async Task Get_WithAHugeTokenAnswer_StopsReading()
    {
        _registry.On($"GET {Manifests}", Answers.Challenge(BearerChallenge));
        _registry.On("GET /token", Answers.Huge(50 << 20, "application/json", tellsLength: false));

        await Expect.FailureAsync(RegistryErrorKind.TooLarge, () => PullAsync());
    }

    private Task<Manifest> PullAsync(params RegistryCredential[] credentials) =>
        _transport.Client(_registry, credentials).GetManifestAsync("latest", default);

    private void GuardWithToken(string token)
    {
        _registry.On("GET /token", Answers.Token(token, 300));
        _registry.On($"GET {Manifests}", Answers.Guarded($"Bearer {token}", BearerChallenge, Answers.Manifest(_image.OciManifest)));
    }
}
