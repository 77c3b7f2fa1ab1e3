using System.Diagnostics.Metrics;
using System.Text.Json.Nodes;
using ImageStreams.TestKit;
using Microsoft.Extensions.DependencyInjection;

namespace ImageStreams.ApiServer.Tests;

public sealed class TokenRequestTests
{
    [Theory]
    [InlineData("Basic {bad}")]
    [InlineData("Bearer bad")]
    [InlineData("Basic {}")]
    [InlineData("Basic !!!")]
    [InlineData("Basic")]
    [InlineData("Bearer")]
    [InlineData("Digest x")]
    public async Task Credentials_ThatAreNoGood_AreRefused_AndNotAnonymous(string authorization)
    {
        await using var server = await TokenServer.StartAsync();
        var header = authorization.Replace("{bad}", TokenClient.Basic("u:bad")[6..], StringComparison.Ordinal).Replace("{}", TokenClient.Basic("u:")[6..], StringComparison.Ordinal);

        var answer = await new TokenClient(server.As()).GetAsync(TokenClient.Path, header, ["repository:demo/app:pull"]);

        TokenServer.ErrorOf(answer.Expect(401)).Code.Should().Be("UNAUTHORIZED");
        answer.Headers.WwwAuthenticate.ToString().Should().Be("Basic realm=\"imagestreams\"");
        server.AccessReviews.Should().BeEmpty();
    }

    [Theory]
    [InlineData("Bearer good")]
    [InlineData("bearer good")]
    [InlineData("Basic Z29vZDpnb29k")] // good:good
    [InlineData("basic Omdvb2Q=")] // :good
    public async Task Credentials_OfEitherForm_AreTheUsers(string authorization)
    {
        await using var server = await TokenServer.StartAsync();

        (await new TokenClient(server.As()).GetAsync("/openshift/token", authorization, [])).Expect(200);

        server.TokenReviews.Should().ContainSingle().Which["token"]!.ToString().Should().Be("good");
    }

    [Fact]
    public async Task Password_MayHoldColons()
    {
        await using var server = await TokenServer.StartAsync();
        server.Token = token => token == "a:b:c" ? TokenServer.Carol : "{}";

        (await new TokenClient(server.As()).TokenAsync("a:b:c")).Claims["sub"]!.ToString().Should().Be("carol");
    }

    [Fact]
    public async Task Headers_OfAFrontProxy_AndClientCertificates_MeanNothingHere()
    {
        await using var server = await TokenServer.StartAsync();

        var answer = await server.As(server.ClientAuthority.Client("root", "system:masters")).SendAsync(
            HttpMethod.Get, "/auth/token?scope=repository:demo/app:pull", null, null, null, ("X-Remote-User", "root"), ("X-Remote-Group", "system:masters"));

        new IssuedToken((string)answer.Expect(200)["token"]!).Claims["sub"]!.ToString().Should().Be("system:anonymous");
        server.AccessReviews.Should().ContainSingle();
    }

    [Fact]
    public async Task Service_OfAnother_IsRefused()
    {
        await using var server = await TokenServer.StartAsync();

        var answer = (await server.As().GetAsync("/auth/token?service=quay.io")).Expect(400);
        (await server.As().GetAsync("/auth/token?service=imagestreams&service=quay.io")).Expect(400);
        (await server.As().GetAsync("/auth/token")).Expect(200);

        TokenServer.ErrorOf(answer).Should().Be(("UNSUPPORTED", "tokens are issued for the service imagestreams, not for \"quay.io\": the registry's auth.token.service must be imagestreams"));
        answer["error"]!.ToString().Should().Be("invalid_target");
    }

    [Fact]
    public async Task Post_WithAPassword_OrWithTheRefreshTokenOfThat_GivesAToken()
    {
        await using var server = await TokenServer.StartAsync();
        var client = new TokenClient(server.As());
        (string, string)[] common = [("service", "imagestreams"), ("client_id", "tests"), ("scope", "repository:demo/app:pull repository:demo/app:push")];

        var first = (await client.PostAsync([.. common, ("grant_type", "password"), ("username", "x"), ("password", "good"), ("access_type", "offline")])).Expect(200);
        var second = (await client.PostAsync([.. common, ("grant_type", "refresh_token"), ("refresh_token", (string)first["refresh_token"]!)])).Expect(200);

        foreach (var answer in new[] { first, second })
        {
            new IssuedToken((string)answer["access_token"]!).Access.Should().Equal("repository:demo/app:pull,push");
            answer["scope"]!.ToString().Should().Be("repository:demo/app:pull,push");
        }

        second.AsObject().ContainsKey("refresh_token").Should().BeFalse();
    }

    [Theory]
    [InlineData("grant_type=password&password=bad", 401, "invalid_grant")]
    [InlineData("grant_type=refresh_token&refresh_token=bad", 401, "invalid_grant")]
    [InlineData("grant_type=password", 401, "invalid_grant")]
    [InlineData("grant_type=authorization_code&code=x", 400, "unsupported_grant_type")]
    [InlineData("password=good", 400, "invalid_request")]
    [InlineData("grant_type=password&grant_type=password&password=good", 400, "invalid_request")]
    [InlineData("grant_type=password&password=good&service=other", 400, "invalid_target")]
    [InlineData("grant_type=password&password=good&scope=repository:a:push", 400, "invalid_scope")]
    public async Task Post_ThatIsNoGood_IsRefusedInTheWordsOfOauth(string form, int code, string error)
    {
        await using var server = await TokenServer.StartAsync();

        var answer = (await new TokenClient(server.As()).PostAsync(form, "application/x-www-form-urlencoded")).Expect(code);

        answer["error"]!.ToString().Should().Be(error);
        answer["error_description"]!.ToString().Should().Be(TokenServer.ErrorOf(answer).Message);
    }

    [Fact]
    public async Task Requests_OfAnotherForm_AreRefused()
    {
        await using var server = await TokenServer.StartAsync();
        var client = new TokenClient(server.As());

        (await client.PostAsync("{}", "application/json")).Expect(400);
        TokenServer.ErrorOf((await client.PostAsync($"grant_type=password&password={new string('x', 40_000)}", "application/x-www-form-urlencoded")).Expect(413)).Code.Should().Be("SIZE_INVALID");
        var put = await client.SendAsync(HttpMethod.Put, TokenClient.Path, "x", []);
        put.Expect(405);
        put.ContentHeaders.Allow.Should().Equal("GET", "POST");
        (await client.SendAsync(HttpMethod.Get, TokenClient.Path, null, ["Bearer good", "Bearer good"])).Code.Should().BeOneOf(400, 401);
        (await server.As().GetAsync("/auth/other")).Code.Should().NotBe(200);
    }

    [Fact]
    public async Task ControlPlaneThatDoesNotSay_IsNoRefusal_AndNoToken()
    {
        await using var server = await TokenServer.StartAsync();
        server.Token = _ => null;
        var unknown = await new TokenClient(server.As()).GetAsync("good", "repository:demo/app:pull");
        server.Access = _ => null;
        var unsaid = await new TokenClient(server.As()).GetAsync(null, "repository:demo/app:pull");

        foreach (var answer in new[] { unknown, unsaid })
        {
            TokenServer.ErrorOf(answer.Expect(503)).Should().Be(("UNAVAILABLE", "the cluster could not be asked for your rights"));
            answer.Headers.RetryAfter!.ToString().Should().Be("1");
        }
    }

    [Fact]
    public async Task KeyThatIsNotThereYet_IsNoToken_AndNotReady()
    {
        await using var server = await ScriptedServer.StartAsync(s => s.Plane.Fail(request =>
            request.Path.EndsWith("/imagestreams-token-key", StringComparison.Ordinal) ? FakeReply.Status(403, "Forbidden", "may not read it") : null));

        TokenServer.ErrorOf((await new TokenClient(server.As()).GetAsync(null)).Expect(503)).Message.Should().Be("there is no key yet to sign tokens with");
        (await server.As().GetAsync("/auth/keys")).Code.Should().Be(503);
        (await server.As().GetAsync("/auth/certificate")).Code.Should().Be(503);
        await Eventually.Succeeds(async () => (await server.As().GetAsync("/readyz/token-key")).Text.Should().Contain("may not read it"));
    }

    [Fact]
    public async Task Requests_ThatAreTooManyFromOneAddress_HaveToWait()
    {
        await using var server = await TokenServer.StartAsync();
        var client = new TokenClient(server.As());
        for (var i = 0; i < 200; i++)
        {
            (await client.GetAsync(null)).Expect(200);
        }

        var answer = await client.GetAsync(null);
        TokenServer.ErrorOf(answer.Expect(429)).Code.Should().Be("TOOMANYREQUESTS");
        answer.Headers.RetryAfter!.ToString().Should().Be("1");

        server.Clock.Advance(TimeSpan.FromMilliseconds(20));
        (await client.GetAsync(null)).Expect(200);
        (await client.GetAsync(null)).Expect(429);
    }

    [Fact]
    public async Task Credentials_AreNeverInLogsMetricsOrErrors()
    {
        const string Secret = "s3cr3t-of-the-user";
        await using var server = await TokenServer.StartAsync(prepare: s => s.Log = new());
        var client = new TokenClient(server.As());
        async Task<string> TextAsync(Task<Answer> answer) => (await answer).Text;

        server.Token = token => token == Secret ? TokenServer.Carol : "{}";
        var good = await TextAsync(client.GetAsync(Secret, "repository:demo/app:pull,push"));
        List<string> texts =
        [
            good,
            await TextAsync(client.GetAsync($"{Secret}-bad")),
            await TextAsync(client.GetAsync(TokenClient.Path, $"Bearer {Secret}-bad", [])),
            await TextAsync(client.GetAsync(TokenClient.Path, $"Basic {Secret}", [])),
            await TextAsync(client.GetAsync(TokenClient.Path, $"Other {Secret}", [])),
            await TextAsync(client.GetAsync(Secret, "repository:app:pull")),
            await TextAsync(client.PostAsync($"grant_type=password&password={Secret}&password={Secret}", "application/x-www-form-urlencoded")),
            await TextAsync(client.PostAsync($"grant_type=password&password={Secret}", "text/plain")),
            await TextAsync(client.PostAsync(("grant_type", "password"), ("password", Secret), ("service", "other"))),
        ];
        server.Token = _ => null;
        texts.Add(await TextAsync(client.GetAsync($"{Secret}-unsaid")));
        texts.Add(await TextAsync(server.As().GetAsync("/metrics")));

        var token = (string)JsonNode.Parse(good)!["token"]!;
        server.Log.Should().Contain(l => l.Contains("Issued a token to carol: 1 of 1 scopes", StringComparison.Ordinal)).And.Contain(l => l.Contains("no token, 401", StringComparison.Ordinal));
        texts.Concat(server.Log!).Should().NotContain(t => t.Contains(Secret, StringComparison.OrdinalIgnoreCase));
        server.Log.Should().NotContain(l => l.Contains(token, StringComparison.Ordinal));
        server.Plane.Writes.Should().NotContain(w => w.Body.Contains(Secret, StringComparison.Ordinal) && !w.Path.EndsWith("/tokenreviews", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Metrics_CountRequestsByResult()
    {
        await using var server = await TokenServer.StartAsync();
        var client = new TokenClient(server.As());
        using var counts = new TokenCounts(server.Host.Services.GetRequiredService<IMeterFactory>());

        await client.GetAsync("good", "repository:demo/app:*");
        await client.GetAsync("good", "repository:demo/app:pull", "repository:a/b/c:pull");
        await client.GetAsync("bad");
        await client.GetAsync("good", "repository:a/b/c:pull");
        server.Token = _ => null;
        await client.GetAsync("unsaid");

        counts.Text.Should().Be("issued=1 refused=1 trimmed=1 unauthorized=1 unavailable=1");
        (await server.As().GetAsync("/metrics")).Text.Should().Contain("imagestreams_tokens_requests_total{result=\"issued\"}");
    }

    [Fact]
    public void Metrics_AreThereFromTheStart()
    {
        using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        var meters = services.GetRequiredService<IMeterFactory>();
        using var counts = new TokenCounts(meters);

        new TokenMetrics(meters).Count(TokenMetrics.Limited);

        counts.Text.Should().Be("issued=0 limited=1 refused=0 trimmed=0 unauthorized=0 unavailable=0");
    }

    [Fact]
    public async Task Keys_AreForEverybody_ToRead()
    {
        await using var server = await TokenServer.StartAsync();
        server.Access = _ => "{allowed: false}";

        var keys = (await server.As().GetAsync("/auth/keys")).Expect(200)["keys"]!.AsArray();
        var current = await server.As().GetAsync("/auth/keys/current");
        (await server.As().SendAsync(HttpMethod.Head, "/auth/keys", null, null)).Code.Should().Be(200);
        (await server.As().SendAsync(HttpMethod.Delete, "/auth/keys", null, null)).Code.Should().Be(405);
        var bundle = await server.As().GetAsync("/auth/certificate");

        keys.Should().HaveCount(2);
        current.Text.Should().StartWith("-----BEGIN PUBLIC KEY-----");
        keys.Should().OnlyContain(k => k!["d"] == null && (string)k["use"]! == "sig" && (string)k["crv"]! == "P-256");
        bundle.Text.Should().StartWith("-----BEGIN CERTIFICATE-----").And.NotContain("PRIVATE");
    }
}
