using System.Security.Cryptography;
using System.Text.Json.Nodes;
using ImageStreams.GenericApiServer;
using ImageStreams.TestKit;

namespace ImageStreams.ControlPlane.Tests;

public sealed class BearerTokensTests : IDisposable
{
    private const string Issuer = "https://kubernetes.default.svc.cluster.local";
    private readonly TemporaryStore _temporary = new();
    private readonly ManualTimeProvider _time = new();
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly OwnObjects _objects;
    private readonly ServiceAccountTokens _accounts;
    private readonly TokenRequests _requests;
    private readonly BearerTokens _tokens;

    public BearerTokensTests()
    {
        _objects = new OwnObjects(_temporary.Store, _time);
        _accounts = new ServiceAccountTokens(_temporary.Store, new TokenSigner(_key), Issuer, _time);
        _requests = new TokenRequests(_temporary.Store, _accounts, _time);
        _tokens = new BearerTokens(StaticTokenFile.Parse("secret,alice,7,dev", "f"), _accounts);
    }

    public void Dispose()
    {
        _temporary.Dispose();
        _key.Dispose();
    }

    [Fact]
    public async Task Verify_OfAFreshToken_KnowsTheAccount()
    {
        var uid = await Store("serviceaccounts", "builder");

        var answer = Request("""{"spec":{}}""");

        answer["spec"]!.ToJsonString().Should().Be($$"""{"audiences":["{{Issuer}}"],"expirationSeconds":3600,"boundObjectRef":null}""");
        answer["status"]!["expirationTimestamp"]!.GetValue<string>().Should().Be("2026-01-01T01:00:00Z");
        var verdict = _tokens.Verify(Token(answer), []);
        verdict.Audiences.Should().Equal(Issuer);
        verdict.User.Shown().Should().Be(
            $"system:serviceaccount:default:builder/{uid} system:serviceaccounts,system:serviceaccounts:default,system:authenticated");
        verdict.User!.Extra["authentication.kubernetes.io/credential-id"].Single().Should().StartWith("JTI=");
    }

    [Fact]
    public async Task Verify_AfterTheEndOfItsTime_Refuses()
    {
        await Store("serviceaccounts", "builder");
        var token = Token(Request("""{"spec":{"expirationSeconds":600}}"""));

        _time.Advance(TimeSpan.FromSeconds(599));
        _tokens.Verify(token, []).User.Should().NotBeNull();
        _time.Advance(TimeSpan.FromSeconds(1));

        _tokens.Verify(token, []).Should().BeEquivalentTo(new TokenVerdict { Error = "[invalid bearer token, service account token has expired]" });
    }

    [Fact]
    public async Task Verify_AfterTheAccountWent_Refuses()
    {
        var uid = await Store("serviceaccounts", "builder");
        var token = Token(Request("""{"spec":{}}"""));
        await Drop("serviceaccounts", "builder");

        _tokens.Verify(token, []).Error.Should().Be("[invalid bearer token, serviceaccounts \"builder\" not found]");
        var other = await Store("serviceaccounts", "builder");

        _tokens.Verify(token, []).Error.Should().Be($"[invalid bearer token, service account UID ({other}) does not match claim ({uid})]");
    }

    [Fact]
    public async Task Verify_OfABoundToken_EndsWithItsObject()
    {
        await Store("serviceaccounts", "builder");
        var pod = await Store("pods", "p");
        var token = Token(Request("""{"spec":{"boundObjectRef":{"kind":"Pod","apiVersion":"v1","name":"p"}}}"""));

        _tokens.Verify(token, []).User!.Extra.Should().ContainKey("authentication.kubernetes.io/pod-uid").WhoseValue.Should().Equal(pod);
        await Drop("pods", "p");

        _tokens.Verify(token, []).Error.Should().Be("[invalid bearer token, pods \"p\" not found]");
    }

    [Fact]
    public async Task Verify_ForAudiences_WantsOneInCommon()
    {
        await Store("serviceaccounts", "builder");
        var token = Token(Request("""{"spec":{"audiences":["a","b"]}}"""));

        _tokens.Verify(token, ["x", "b"]).Audiences.Should().Equal("b");
        _tokens.Verify(token, []).Error.Should().Be(
            $"[invalid bearer token, token audiences [\"a\" \"b\"] is invalid for the target audiences [\"{Issuer}\"]]");
    }

    [Fact]
    public async Task Verify_OfAnotherIssuersToken_DoesNotKnowIt()
    {
        await Store("serviceaccounts", "builder");
        var stranger = new TokenRequests(
            _temporary.Store, new ServiceAccountTokens(_temporary.Store, new TokenSigner(_key), "https://elsewhere", _time), _time);

        _tokens.Verify(Token(stranger.Create("default", "builder", [])), ["https://elsewhere", Issuer]).Error.Should().Be("invalid bearer token");
    }

    [Fact]
    public async Task Verify_OfAStaticToken_IsForUsOnly()
    {
        (await _tokens.AuthenticateTokenAsync("secret", default)).Shown().Should().Be("alice/7 dev,system:authenticated");
        _tokens.Verify("secret", []).User.Shown().Should().Be("alice/7 dev,system:authenticated");
        _tokens.Verify("secret", ["foo", Issuer]).Audiences.Should().Equal(Issuer);
        _tokens.Verify("secret", ["foo"]).Error.Should().Be("invalid bearer token");
        _tokens.Verify("Secret", []).Error.Should().Be("invalid bearer token");
    }

    [Theory]
    [InlineData("""{"spec":{"expirationSeconds":10}}""", 422, "TokenRequest.authentication.k8s.io \"\" is invalid: spec.expirationSeconds: Invalid value: 10: may not specify a duration less than 10 minutes")]
    [InlineData("""{"spec":{"expirationSeconds":7000000000}}""", 422, "TokenRequest.authentication.k8s.io \"\" is invalid: spec.expirationSeconds: Invalid value: 7000000000: may not specify a duration larger than 2^32 seconds")]
    [InlineData("""{"spec":{"expirationSeconds":"x"}}""", 400, "spec.expirationSeconds must be a whole number")]
    [InlineData("""{"metadata":{"name":"other"},"spec":{}}""", 422, "TokenRequest.authentication.k8s.io \"builder\" is invalid: metadata.name: Invalid value: \"other\": must match the service account name if specified")]
    [InlineData("""{"spec":{"boundObjectRef":{"kind":"Secret","apiVersion":"v1","name":"nosec"}}}""", 404, "secrets \"nosec\" not found")]
    [InlineData("""{"spec":{"boundObjectRef":{"kind":"Secret","apiVersion":"v1","name":"sec","uid":"bad"}}}""", 409, "Operation cannot be fulfilled on Secret \"sec\": the UID in the bound object reference (bad) does not match the UID in record. The object might have been deleted and then recreated")]
    [InlineData("""{"spec":{"boundObjectRef":{"kind":"ConfigMap","apiVersion":"v1","name":"sec"}}}""", 400, "cannot bind token to object of type /v1, Kind=ConfigMap")]
    public async Task Create_OfABadRequest_SaysWhatTheRealOneSays(string request, int code, string message)
    {
        await Store("serviceaccounts", "builder");
        await Store("secrets", "sec");

        var create = () => Request(request);

        var status = create.Should().Throw<ApiException>().Which.Status;
        status.Code.Should().Be(code);
        status.Message.Should().Be(message);
    }

    [Fact]
    public void Create_ForNoAccount_SaysNotFound()
    {
        var create = () => Request("{}");

        create.Should().Throw<ApiException>().WithMessage("serviceaccounts \"builder\" not found");
    }

    [Fact]
    public void Review_OfTokens_AnswersAsTheRealOne()
    {
        var reviews = new TokenReviews(_tokens, _time);

        reviews.Review(Review("""{"token":"secret"}"""))["status"]!.ToJsonString().Should().Be(
            $$"""{"authenticated":true,"user":{"username":"alice","uid":"7","groups":["dev","system:authenticated"]},"audiences":["{{Issuer}}"]}""");
        reviews.Review(Review("""{"token":"wrong"}"""))["status"]!.ToJsonString().Should().Be("""{"user":{},"error":"invalid bearer token"}""");
        var empty = () => reviews.Review(Review("{}"));
        empty.Should().Throw<ApiException>().WithMessage("token is required for TokenReview in authentication").Which.Code.Should().Be(400);
    }

    [Fact]
    public void ReviewSelf_OfTheCaller_ShowsWhoItIs()
    {
        var caller = new AuthenticatedUser { Name = "bob", Groups = ["g"], Extra = new Dictionary<string, IReadOnlyList<string>> { ["k"] = ["v"] } };

        new TokenReviews(_tokens, _time).ReviewSelf(caller, new JsonObject { ["kind"] = "SelfSubjectReview" }).ToJsonString().Should().Be(
            """{"kind":"SelfSubjectReview","metadata":{"creationTimestamp":"2026-01-01T00:00:00Z"},"status":{"userInfo":{"username":"bob","groups":["g"],"extra":{"k":["v"]}}}}""");
    }

    private static JsonObject Review(string spec) => new() { ["kind"] = "TokenReview", ["spec"] = JsonNode.Parse(spec) };

    private static string Token(JsonObject answer) => answer["status"]!["token"]!.GetValue<string>();

    private JsonObject Request(string json) => _requests.Create("default", "builder", JsonNode.Parse(json)!.AsObject());

    private async Task<string> Store(string resource, string name)
    {
        var key = new StoreKey($"/{resource}", "default", name);
        await _objects.EnsureAsync(key, _ => new JsonObject
        {
            ["kind"] = "X",
            ["apiVersion"] = "v1",
            ["metadata"] = new JsonObject { ["name"] = name, ["namespace"] = "default" },
        });
        return _temporary.Store.Current.Find(key)!.Header.Uid;
    }

    private Task Drop(string resource, string name) => _objects.DeleteAsync(new StoreKey($"/{resource}", "default", name), _ => true);
}
