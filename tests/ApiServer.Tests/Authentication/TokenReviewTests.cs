namespace ImageStreams.ApiServer.Tests;

public sealed class TokenReviewTests
{
    private const string Streams = $"{ApiClient.Group}/namespaces/demo/imagestreams";

    [Fact]
    public async Task Token_ThatTheControlPlaneKnows_IsItsUsers()
    {
        await using var server = await ScriptedServer.StartAsync(s =>
            s.Token = token => token == "good" ? "{authenticated: true, user: {username: carol, uid: u-7, groups: [ops], extra: {scopes: [a, b]}}}" : "{authenticated: false}");

        (await server.As(token: "good").GetAsync(Streams)).Expect(200);

        var asked = server.AccessReviews.Should().ContainSingle().Which;
        asked["user"]!.ToString().Should().Be("carol");
        asked["uid"]!.ToString().Should().Be("u-7");
        asked["groups"]!.ToJsonString().Should().Be("""["ops","system:authenticated"]""");
        asked["extra"]!.ToJsonString().Should().Be("""{"scopes":["a","b"]}""");
    }

    [Theory]
    [InlineData("{authenticated: false}")]
    [InlineData("{authenticated: true}")]
    [InlineData("{authenticated: true, user: {username: ''}}")]
    [InlineData("{authenticated: false, user: {username: carol}}")]
    [InlineData("{error: unknown}")]
    [InlineData("{}")]
    public async Task Token_ThatIsNobodys_IsRefused_AndNotAnonymous(string status)
    {
        await using var server = await ScriptedServer.StartAsync(s => s.Token = _ => status);

        (await server.As(token: "bad").GetAsync(Streams)).Expect(401)["message"]!.ToString().Should().Be("Unauthorized");

        server.AccessReviews.Should().BeEmpty();
    }

    [Fact]
    public async Task Answer_IsRememberedForItsTime_TokenByToken()
    {
        await using var server = await ScriptedServer.StartAsync(s => s.Token = token => $"{{authenticated: true, user: {{username: user-{token}}}}}");
        var (one, two) = (server.As(token: "one"), server.As(token: "two"));

        for (var i = 0; i < 3; i++)
        {
            (await one.GetAsync(Streams)).Expect(200);
            (await two.GetAsync(Streams)).Expect(200);
        }

        server.TokenReviews.Should().HaveCount(2);
        server.AccessReviews.Select(r => r["user"]!.ToString()).Should().BeEquivalentTo("user-one", "user-two");
        server.Token = _ => "{authenticated: false}";
        server.Clock.Advance(TimeSpan.FromSeconds(10));
        (await one.GetAsync(Streams)).Expect(401);
    }

    [Fact]
    public async Task ControlPlaneThatDoesNotSay_IsAnErrorOfOurs_AndIsAskedAgain()
    {
        await using var server = await ScriptedServer.StartAsync(s => s.Token = _ => null);
        var client = server.As(token: "good");

        (await client.GetAsync(Streams)).Expect(500)["message"]!.ToString()
            .Should().Be("Internal error occurred: the control plane could not be asked whose the token is");
        server.Token = _ => "{authenticated: true, user: {username: carol}}";
        (await client.GetAsync(Streams)).Expect(200);
    }

    [Fact]
    public async Task NoCredentials_AreAnonymous()
    {
        await using var server = await ScriptedServer.StartAsync(s => s.Access = _ => "{allowed: false}");

        var answer = (await server.As().GetAsync(Streams)).Expect(403);

        answer["message"]!.ToString().Should().Be(
            "imagestreams.image.openshift.io is forbidden: User \"system:anonymous\" cannot list resource \"imagestreams\" in API group \"image.openshift.io\" in the namespace \"demo\"");
        server.AccessReviews.Should().ContainSingle().Which["groups"]!.ToJsonString().Should().Be("""["system:unauthenticated"]""");
    }
}
