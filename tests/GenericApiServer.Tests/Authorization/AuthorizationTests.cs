using ImageStreams.TestKit;

namespace ImageStreams.GenericApiServer.Tests;

public sealed class AuthorizationTests
{
    private static readonly AuthenticatedUser Bob = new() { Name = "bob", Groups = ["devs"] };

    [Theory]
    [InlineData("GET", "/apis/image.openshift.io/v1/namespaces/demo/imagestreams/x", "imagestreams.image.openshift.io \"x\" is forbidden: User \"bob\" cannot get resource \"imagestreams\" in API group \"image.openshift.io\" in the namespace \"demo\"")]
    [InlineData("GET", "/api/v1/namespaces/demo/pods", "pods is forbidden: User \"bob\" cannot list resource \"pods\" in API group \"\" in the namespace \"demo\"")]
    [InlineData("GET", "/apis/apps/v1/namespaces/demo/deployments/x/scale", "deployments.apps \"x\" is forbidden: User \"bob\" cannot get resource \"deployments/scale\" in API group \"apps\" in the namespace \"demo\"")]
    [InlineData("GET", "/api/v1/nodes/x", "nodes \"x\" is forbidden: User \"bob\" cannot get resource \"nodes\" in API group \"\" at the cluster scope")]
    [InlineData("DELETE", "/apis/apps/v1/deployments", "deployments.apps is forbidden: User \"bob\" cannot deletecollection resource \"deployments\" in API group \"apps\" at the cluster scope")]
    [InlineData("POST", "/foo", "forbidden: User \"bob\" cannot post path \"/foo\"")]
    public void Forbidden_SaysWhoAskedForWhat(string method, string path, string message)
    {
        var request = RequestInfo.Parse(method, path, Microsoft.AspNetCore.Http.QueryCollection.Empty);

        var error = AuthorizationMiddleware.Forbidden(AuthorizationAttributes.Of(request, Bob), "");

        (error.Code, error.Message).Should().Be((403, message));
        AuthorizationMiddleware.Forbidden(AuthorizationAttributes.Of(request, Bob), "no rule").Message.Should().Be(message + ": no rule");
    }

    [Fact]
    public async Task Union_TheFirstOpinionCounts_AndReasonsAreCollected()
    {
        var undecided = new Authorizer(_ => new(AuthorizationVerdict.NoOpinion, "not mine"));

        (await new UnionAuthorizer(undecided, new Authorizer(_ => AuthorizationDecision.Deny("no")), new MastersAuthorizer())
            .AuthorizeAsync(Attributes("get", "x"), default)).Should().Be(AuthorizationDecision.Deny("no"));
        (await new UnionAuthorizer(undecided, undecided).AuthorizeAsync(Attributes("get", "x"), default))
            .Should().Be(new AuthorizationDecision(AuthorizationVerdict.NoOpinion, "not mine\nnot mine"));
        (await new UnionAuthorizer(undecided, new MastersAuthorizer())
            .AuthorizeAsync(Attributes("get", "x") with { User = Bob with { Groups = ["system:masters"] } }, default)).IsAllowed.Should().BeTrue();
    }

    [Fact]
    public async Task Cache_RemembersForItsTime_AndOnlyTheVerySameQuestion()
    {
        var clock = new ManualTimeProvider();
        var inner = new Authorizer(_ => AuthorizationDecision.Allow());
        var cache = new CachingAuthorizer(inner, TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(10), 100, clock);
        AuthorizationAttributes[] different =
        [
            Attributes("get", "x"),
            Attributes("get", "y"),
            Attributes("list", "x"),
            Attributes("get", "x") with { User = Bob with { Groups = ["dev", "s"] } },
            Attributes("get", "x") with { User = Bob with { Extra = new Dictionary<string, IReadOnlyList<string>> { ["scopes"] = ["a"] } } },
            Attributes("get", "x") with { Namespace = "demo" },
            Attributes("get", "x") with { IsResourceRequest = false, Path = "/x" },
        ];

        foreach (var attributes in different.Concat(different))
        {
            await cache.AuthorizeAsync(attributes, default);
        }

        inner.Asked.Should().Be(different.Length);
        clock.Advance(TimeSpan.FromSeconds(10));
        await cache.AuthorizeAsync(different[0], default);
        inner.Asked.Should().Be(different.Length + 1);
    }

    [Theory]
    [InlineData(AuthorizationVerdict.Allow, 10)]
    [InlineData(AuthorizationVerdict.Deny, 2)]
    [InlineData(AuthorizationVerdict.NoOpinion, 2)]
    public async Task Cache_RemembersWhatIsNotAllowedForATimeOfItsOwn(AuthorizationVerdict verdict, int seconds)
    {
        var clock = new ManualTimeProvider();
        var inner = new Authorizer(_ => new(verdict, ""));
        var cache = new CachingAuthorizer(inner, TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(2), 100, clock);

        await cache.AuthorizeAsync(Attributes("get", "x"), default);
        clock.Advance(TimeSpan.FromSeconds(seconds) - TimeSpan.FromTicks(1));
        await cache.AuthorizeAsync(Attributes("get", "x"), default);
        inner.Asked.Should().Be(1);

        clock.Advance(TimeSpan.FromTicks(1));
        await cache.AuthorizeAsync(Attributes("get", "x"), default);
        inner.Asked.Should().Be(2);
    }

    [Fact]
    public async Task Cache_DoesNotRememberWhatCouldNotBeDecided()
    {
        var inner = new Authorizer(_ => throw new HttpRequestException("down"));
        var cache = new CachingAuthorizer(inner, TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(10), 100, TimeProvider.System);
        var act = async () => await cache.AuthorizeAsync(Attributes("get", "x"), default);

        await act.Should().ThrowAsync<HttpRequestException>();
        await act.Should().ThrowAsync<HttpRequestException>();
        inner.Asked.Should().Be(2);
    }

    [Fact]
    public void ExpiringCache_NeverHoldsMoreThanItsCapacity()
    {
        var clock = new ManualTimeProvider();
        var cache = new ExpiringCache<int>(10, clock);
        for (var i = 0; i < 1000; i++)
        {
            cache.Set($"{i}", i, TimeSpan.FromSeconds(60));
            clock.Advance(TimeSpan.FromMilliseconds(1));
        }

        cache.Count.Should().Be(10);
        cache.TryGet("999", out var newest).Should().BeTrue();
        newest.Should().Be(999);
        cache.TryGet("1", out _).Should().BeFalse();
    }

    private static AuthorizationAttributes Attributes(string verb, string name) => new()
    {
        User = Bob,
        Verb = verb,
        IsResourceRequest = true,
        Resource = "pods",
        Name = name,
    };

    private sealed class Authorizer(Func<AuthorizationAttributes, AuthorizationDecision> decide) : IAuthorizer
    {
        public int Asked { get; private set; }

        public ValueTask<AuthorizationDecision> AuthorizeAsync(AuthorizationAttributes attributes, CancellationToken cancellationToken)
        {
            Asked++;
            return ValueTask.FromResult(decide(attributes));
        }
    }
}
