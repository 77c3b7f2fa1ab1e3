using System.Net;
using System.Net.Http.Headers;
using ImageStreams.Images;
using ImageStreams.TestKit;
using Microsoft.Extensions.Logging.Abstractions;

namespace ImageStreams.ApiServer.Tests;

/// <summary>What a real docker-registry makes of our tokens; it has read whom to trust when it was started, and reads it no more.</summary>
public sealed class RegistryTokenTests : IAsyncLifetime
{
    private const string SecretPath = "/api/v1/namespaces/imagestreams-system/secrets/imagestreams-token-key";
    private static readonly StreamKey App = new("demo", "app");

    private readonly ManualTimeProvider _clock = new(TimeProvider.System.GetUtcNow());
    private readonly TokenSettingsSource _settings = new(new TokenSettings());
    private readonly HttpClient _http = new();
    private Replicas _replicas = null!;
    private DockerRegistryProcess? _registry;

    private FakeCluster Plane => _replicas.Plane;

    public async Task InitializeAsync() => _replicas = await Replicas.StartAsync();

    public async Task DisposeAsync()
    {
        await _replicas.DisposeAsync();
        await (_registry?.DisposeAsync() ?? ValueTask.CompletedTask);
        _http.Dispose();
    }

    [PeerFact(DockerRegistryProcess.Program)]
    public async Task Token_IsLetIn_ToWhatItGrants()
    {
        var (keys, issuer) = await StartAsync();
        await StartRegistryAsync(keys);

        (await PullAsync(issuer.Issue("carol", RegistryAccess.To(App, RegistryAccess.Pull)))).Should().Be(HttpStatusCode.NotFound, "it is let in, and finds nothing");
        (await PullAsync(issuer.Issue("carol", RegistryAccess.To(App, RegistryAccess.Push)))).Should().Be(HttpStatusCode.Unauthorized);
        (await PullAsync(issuer.Issue("carol", RegistryAccess.To(App with { Name = "other" }, RegistryAccess.Pull)))).Should().Be(HttpStatusCode.Unauthorized);
        (await PullAsync(issuer.Issue("carol"))).Should().Be(HttpStatusCode.Unauthorized);
        (await SendAsync("/v2/", issuer.Issue("carol"))).Should().Be(HttpStatusCode.OK);
        (await SendAsync("/v2/_catalog", issuer.Issue("carol", RegistryAccess.Catalog))).Should().Be(HttpStatusCode.OK);
        (await SendAsync("/v2/_catalog", issuer.Issue("carol", RegistryAccess.To(App, RegistryAccess.Pull)))).Should().Be(HttpStatusCode.Unauthorized);
    }

    [PeerFact(DockerRegistryProcess.Program)]
    public async Task Keys_ThatChange_AreTrustedByARegistryThatRuns_AndSoAreTokensOfTheOneBefore()
    {
        var (keys, issuer) = await StartAsync();
        await StartRegistryAsync(keys);
        var before = Pull(issuer);
        List<string> seen = [KeyOf(before)];

        for (var change = 0; change < 3; change++)
        {
            TakeCurrentKey();
            await ChangeUntilAsync(() => seen.Should().NotContain(KeyOf(Pull(issuer))));
            seen.Add(KeyOf(Pull(issuer)));

            (await PullAsync(Pull(issuer))).Should().Be(HttpStatusCode.NotFound);
            (await PullAsync(before)).Should().Be(HttpStatusCode.NotFound);
        }
    }

    [PeerFact(DockerRegistryProcess.Program)]
    public async Task Algorithm_ThatChanges_IsTrustedByARegistryThatRuns()
    {
        var (keys, issuer) = await StartAsync();
        await StartRegistryAsync(keys);

        _settings.Replace(new TokenSettings { Algorithm = TokenSettings.Rs256 });
        await ChangeUntilAsync(() => new IssuedToken(Pull(issuer).Value).Header["alg"]!.ToString().Should().Be("RS256"));

        (await PullAsync(Pull(issuer))).Should().Be(HttpStatusCode.NotFound);
        new IssuedToken(Pull(issuer).Value).IsSignedByKeyOf(keys.Current!.KeySet).Should().BeTrue();
    }

    [PeerFact(DockerRegistryProcess.Program)]
    public async Task Secret_ThatIsDeleted_IsAnotherAuthority_WhichARegistryThatRunsDoesNotKnow()
    {
        var (keys, issuer) = await StartAsync();
        await StartRegistryAsync(keys);
        var bundle = keys.Current!.Set.Authorities.Bundle;

        Plane.Delete(SecretPath);
        await ChangeUntilAsync(() => keys.Current!.Set.Authorities.Bundle.Should().NotBe(bundle));

        (await PullAsync(Pull(issuer))).Should().Be(HttpStatusCode.Unauthorized);
        await LogsAsync("unable to verify certificate chain");
    }

    [PeerTheory(DockerRegistryProcess.Program)]
    [InlineData(-6.9, HttpStatusCode.Unauthorized)] // over since 1.9 minutes; the registry forgives one
    [InlineData(-4.5, HttpStatusCode.NotFound)]
    [InlineData(1.5, HttpStatusCode.NotFound)] // the registry's clock is behind: we allow a minute, and it another
    [InlineData(3.5, HttpStatusCode.Unauthorized)]
    public async Task Clocks_ThatDiffer_AreForgivenALittle(double minutes, HttpStatusCode expected)
    {
        _clock.Advance(TimeSpan.FromMinutes(-10)); // keys are older than any token
        var (keys, issuer) = await StartAsync();
        await StartRegistryAsync(keys);

        _clock.Advance(TimeSpan.FromMinutes(10 + minutes));

        (await PullAsync(Pull(issuer))).Should().Be(expected, _registry!.Log);
    }

    [PeerFact(DockerRegistryProcess.Program)]
    public async Task Token_ForAnotherService_OrOfAnotherIssuer_IsNotLetIn()
    {
        var (keys, issuer) = await StartAsync();
        await StartRegistryAsync(keys, service: "other");

        (await PullAsync(Pull(issuer))).Should().Be(HttpStatusCode.Unauthorized);

        await LogsAsync("token from untrusted issuer");
    }

    [Fact]
    public async Task Replicas_SignWithTheSameKey_AndFollowItsChange()
    {
        var ((one, first), (two, second)) = (await StartAsync(), await StartAsync());
        await ChangeUntilAsync(() => KeyOf(Pull(first)).Should().Be(KeyOf(Pull(second))));
        var (before, next) = (KeyOf(Pull(first)), one.Current!.Set.Next);

        _clock.Advance(TimeSpan.FromDays(1));

        await ChangeUntilAsync(() =>
        {
            one.Current.Set.Current.Should().Be(next);
            two.Current!.Set.Should().Be(one.Current.Set);
        });
        KeyOf(Pull(second)).Should().NotBe(before);
        one.Current.KeySet.Should().Contain(before, "its tokens may still be about");
        Plane.Writes.Count(w => w.Method == "PUT").Should().BeLessThanOrEqualTo(2, "only who was first wrote");
    }

    [Fact]
    public async Task Secret_IsNotPublished_AndHoldsNothingOfUsers()
    {
        var (keys, _) = await StartAsync();

        var secret = Plane.Find(SecretPath)!;

        secret["type"]!.ToString().Should().Be("Opaque");
        secret["data"]!.AsObject().Select(d => d.Key).Should().BeEquivalentTo("ca.crt", "ca.key", "current.crt", "current.key", "next.crt", "next.key");
        (keys.Current!.KeySet + keys.Current.Set.Authorities.Bundle).Should().NotContain("PRIVATE");
    }

    [Fact]
    public async Task Outage_AfterTheKeysWereRead_DoesNotMatter()
    {
        var (keys, issuer) = await StartAsync();
        var rounds = 0;
        Plane.Fail(_ =>
        {
            rounds++;
            return FakeReply.Status(500, "InternalError", "out of order");
        });

        await ChangeUntilAsync(() => rounds.Should().BeGreaterThan(1));

        keys.FindProblem().Should().BeNull();
        Pull(issuer).Value.Should().NotBeEmpty();
    }

    private static RegistryToken Pull(TokenIssuer issuer) => issuer.Issue("carol", RegistryAccess.To(App, RegistryAccess.Pull));

    private static string KeyOf(RegistryToken token) => (string)new IssuedToken(token.Value).Header["kid"]!;

    private async Task<(SharedTokenKeys Keys, TokenIssuer Issuer)> StartAsync()
    {
        var keys = await _replicas.RunAsync(
            new SharedTokenKeys(_replicas.Client, new ApiServerOptions(), _settings, _clock, NullLogger<SharedTokenKeys>.Instance));
        await Eventually.Succeeds(() => keys.FindProblem().Should().BeNull());
        return (keys, new TokenIssuer(keys, _settings, _clock));
    }

    private async Task StartRegistryAsync(SharedTokenKeys keys, string service = TokenIssuer.Name) => _registry = await DockerRegistryProcess.StartAsync(
        new DockerRegistryOptions { TokenRealm = new Uri("https://tokens.test/auth/token"), TokenCertificates = keys.Current!.Set.Authorities.Bundle, TokenService = service });

    private Task<HttpStatusCode> PullAsync(RegistryToken token) => SendAsync($"/v2/{App}/manifests/latest", token);

    private async Task<HttpStatusCode> SendAsync(string path, RegistryToken token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri($"http://{_registry!.Host}{path}"));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token.Value);
        using var response = await _http.SendAsync(request);
        return response.StatusCode;
    }

    // What it writes comes through a pipe, maybe after its answer.
    private Task LogsAsync(string text) => Eventually.Succeeds(() => _registry!.Log.Should().Contain(text));

    private void TakeCurrentKey()
    {
        var secret = Plane.Find(SecretPath)!;
        secret["data"]!.AsObject().Remove("current.key");
        Plane.Put(SecretPath, secret);
    }

    /// <summary>Lets the time of a round go by until the assertion holds; not so much that tokens end.</summary>
    private Task ChangeUntilAsync(Action assertion)
    {
        var rounds = 0;
        return Eventually.Succeeds(() =>
        {
            if (_clock.WaitingTimers > 0 && rounds++ < 12)
            {
                _clock.Advance(SharedTokenKeys.Period);
            }

            assertion();
        });
    }
}
