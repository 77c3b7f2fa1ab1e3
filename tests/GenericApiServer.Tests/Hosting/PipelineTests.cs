using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using ImageStreams.TestKit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace ImageStreams.GenericApiServer.Tests;

/// <summary>The whole pipeline, over HTTP.</summary>
public sealed class PipelineTests
{
    [Fact]
    public async Task AGoodRequest_ComesToItsHandler_WithUserAndInfo_ButWithoutCredentials()
    {
        (AuthenticatedUser? User, RequestInfo? Info, string Authorization) seen = default;
        await using var api = await StartAsync(context =>
        {
            seen = (context.GetUser(), context.GetRequestInfo(), context.Request.Headers.Authorization.ToString());
            return Task.CompletedTask;
        });

        using var response = await SendAsync(api, HttpMethod.Get, "/api/v1/namespaces/demo/pods/a%2Fb", "alice");

        response.StatusCode.Should().Be(HttpStatusCode.OK);
        seen.User!.Groups.Should().Equal("devs", "system:authenticated");
        (seen.Info!.Name, seen.Info.Subresource).Should().Be(("a", "b"));
        seen.Authorization.Should().BeEmpty();
        response.Headers.CacheControl!.ToString().Should().Be("no-cache, private");
        Guid.TryParse(response.Headers.GetValues("Audit-Id").Single(), out _).Should().BeTrue();
    }

    [Fact]
    public async Task BadCredentials_Are401_WithoutAWordAboutWhy()
    {
        await using var api = await StartAsync(_ => Task.CompletedTask);

        using var response = await SendAsync(api, HttpMethod.Get, "/api/v1/pods", "nobody");

        response.StatusCode.Should().Be(HttpStatusCode.Unauthorized);
        (await response.Content.ReadAsStringAsync()).Trim().Should()
            .Be("""{"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure","message":"Unauthorized","reason":"Unauthorized","code":401}""");
        api.Log.Lines.Should().Contain(l => l.Contains("invalid bearer token", StringComparison.Ordinal));
    }

    [Fact]
    public async Task CredentialsThatCannotBeChecked_Are401_AndTheLogSaysWhy()
    {
        await using var api = await StartAsync(_ => Task.CompletedTask);

        using var response = await SendAsync(api, HttpMethod.Get, "/api/v1/pods", "broken");

        response.StatusCode.Should().Be(HttpStatusCode.Unauthorized);
        api.Log.Lines.Should().Contain(l => l.StartsWith("Error", StringComparison.Ordinal) && l.Contains("reviews are down", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("HEAD", "/api/v1/pods", HttpStatusCode.MethodNotAllowed)]
    [InlineData("OPTIONS", "/api/v1/pods", HttpStatusCode.MethodNotAllowed)]
    [InlineData("TRACE", "/api/v1/pods/x", HttpStatusCode.MethodNotAllowed)]
    [InlineData("HEAD", "/version", HttpStatusCode.OK)]
    [InlineData("PATCH", "/api/v1/pods/x", HttpStatusCode.OK)]
    public async Task Methods_ThatNoResourceKnows_Are405(string method, string path, HttpStatusCode expected)
    {
        await using var api = await StartAsync(_ => Task.CompletedTask);

        using var response = await SendAsync(api, new HttpMethod(method), path, "alice");

        response.StatusCode.Should().Be(expected);
    }

    [Fact]
    public async Task WhatIsNotAllowed_Is403_ForAnonymousToo()
    {
        await using var api = await StartAsync(_ => Task.CompletedTask);

        using var response = await api.Client.GetAsync("/api/v1/namespaces/demo/secrets");

        response.StatusCode.Should().Be(HttpStatusCode.Forbidden);
        var status = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
        status["message"]!.GetValue<string>().Should()
            .Be("secrets is forbidden: User \"system:anonymous\" cannot list resource \"secrets\" in API group \"\" in the namespace \"demo\"");
        status["details"]!.ToJsonString().Should().Be("""{"kind":"secrets"}""");
    }

    [Theory]
    [InlineData("/healthz", HttpStatusCode.OK)]
    [InlineData("/readyz/", HttpStatusCode.OK)]
    [InlineData("/healthz/ping", HttpStatusCode.Forbidden)]
    [InlineData("/open/a/b", HttpStatusCode.OK)]
    public async Task AlwaysAllowedPaths_NeedNoPermission(string path, HttpStatusCode expected)
    {
        await using var api = await StartAsync(_ => Task.CompletedTask, o => o.AlwaysAllowedPaths = ["/healthz", "/readyz", "/open/*"]);

        using var response = await api.Client.GetAsync(path);

        response.StatusCode.Should().Be(expected);
    }

    [Fact]
    public async Task AnAuthorizerThatFails_AllowsNothing()
    {
        await using var api = await StartAsync(_ => Task.CompletedTask);

        using var response = await SendAsync(api, HttpMethod.Get, "/api/v1/broken", "alice");

        response.StatusCode.Should().Be(HttpStatusCode.InternalServerError);
    }

    [Fact]
    public async Task ARequestThatTakesTooLong_Is504_AndItsWorkIsCancelled()
    {
        var clock = new ManualTimeProvider();
        await using var api = await StartAsync(Forever, clock: clock);

        var request = SendAsync(api, HttpMethod.Get, "/api/v1/pods", "alice");
        await Eventually.Succeeds(() => clock.WaitingTimers.Should().Be(1));
        clock.Advance(TimeSpan.FromSeconds(60));

        using var response = await request;
        response.StatusCode.Should().Be(HttpStatusCode.GatewayTimeout);
        (await response.Content.ReadAsStringAsync()).Should().Contain("Timeout: request did not complete within the allotted timeout");
    }

    [Fact]
    public async Task TheCaller_MayAskForLessTime()
    {
        var clock = new ManualTimeProvider();
        await using var api = await StartAsync(Forever, clock: clock);

        var request = SendAsync(api, HttpMethod.Get, "/api/v1/pods?timeout=2s", "alice");
        await Eventually.Succeeds(() => clock.WaitingTimers.Should().Be(1));
        clock.Advance(TimeSpan.FromSeconds(2));

        (await request).StatusCode.Should().Be(HttpStatusCode.GatewayTimeout);
        using var bad = await SendAsync(api, HttpMethod.Get, "/api/v1/pods?timeout=x", "alice");
        bad.StatusCode.Should().Be(HttpStatusCode.BadRequest);
    }

    [Theory]
    [InlineData("/api/v1/pods?watch=1")]
    [InlineData("/api/v1/imports")]
    public async Task LongRunningRequests_HaveNoDeadline(string path)
    {
        var clock = new ManualTimeProvider();
        await using var api = await StartAsync(_ => Task.CompletedTask, o => o.IsLongRunning = r => r.Resource == "imports", clock);

        using var response = await SendAsync(api, HttpMethod.Get, path, "alice");

        response.StatusCode.Should().Be(HttpStatusCode.OK);
        clock.WaitingTimers.Should().Be(0);
    }

    [Fact]
    public async Task MoreRequestsThanAreServedAtATime_Are429_AndAreServedLater()
    {
        var finish = new TaskCompletionSource();
        await using var api = await StartAsync(
            context => context.Request.Query.ContainsKey("hold") ? finish.Task : Task.CompletedTask,
            o => (o.MaxReadsInFlight, o.MaxWritesInFlight) = (2, 1));
        var held = new[] { HttpMethod.Get, HttpMethod.Get, HttpMethod.Post }.Select(m => SendAsync(api, m, "/api/v1/pods?hold=1", "alice")).ToList();
        await Eventually.Succeeds(() => api.Services.GetRequiredService<ServerLifecycle>().InFlight.Should().Be(3));

        foreach (var (method, path, expected) in ((HttpMethod, string, HttpStatusCode)[])
        [
            (HttpMethod.Get, "/api/v1/pods", HttpStatusCode.TooManyRequests),
            (HttpMethod.Put, "/api/v1/pods/x", HttpStatusCode.TooManyRequests),
            (HttpMethod.Get, "/api/v1/pods?watch=1", HttpStatusCode.OK),
            (HttpMethod.Get, "/version", HttpStatusCode.OK),
            (HttpMethod.Get, "/healthz", HttpStatusCode.OK),
        ])
        {
            using var response = await SendAsync(api, method, path, "alice");
            (path, response.StatusCode).Should().Be((path, expected));
            response.Headers.RetryAfter?.Delta.Should().Be(TimeSpan.FromSeconds(1));
        }

        finish.SetResult();
        (await Task.WhenAll(held)).Should().OnlyContain(r => r.StatusCode == HttpStatusCode.OK);
        using var later = await SendAsync(api, HttpMethod.Get, "/api/v1/pods", "alice");
        later.StatusCode.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task WhatComesAfterAuthentication_MayChangeWhoIsAuthorized()
    {
        await using var api = await StartAsync(
            _ => Task.CompletedTask,
            afterAuthentication: app => app.Use((context, next) =>
            {
                context.SetUser(new AuthenticatedUser { Name = context.Request.Query["as"].ToString() });
                return next(context);
            }));

        using var bob = await SendAsync(api, HttpMethod.Get, "/api/v1/pods?as=bob", "alice");
        using var alice = await api.Client.GetAsync("/api/v1/pods?as=alice");

        (bob.StatusCode, alice.StatusCode).Should().Be((HttpStatusCode.Forbidden, HttpStatusCode.OK));
    }

    [Fact]
    public async Task AProxysId_IsKept_IfItLooksLikeOne()
    {
        await using var api = await StartAsync(_ => Task.CompletedTask);

        async Task<string> IdAsync(string given)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/healthz");
            request.Headers.Add("Audit-Id", given);
            using var response = await api.Client.SendAsync(request);
            return response.Headers.GetValues("Audit-Id").Single();
        }

        (await IdAsync("abc-1")).Should().Be("abc-1");
        (await IdAsync("a b<script>")).Should().NotContain("script");
    }

    [Fact]
    public async Task Shutdown_WaitsForWhatIsInFlight()
    {
        var (entered, finish) = (new TaskCompletionSource(), new TaskCompletionSource());
        await using var api = await StartAsync(async context =>
        {
            entered.SetResult();
            await finish.Task;
            await context.Response.WriteAsync("done");
        });
        var lifecycle = api.Services.GetRequiredService<ServerLifecycle>();
        var request = SendAsync(api, HttpMethod.Get, "/api/v1/pods", "alice");
        await entered.Task;
        lifecycle.InFlight.Should().Be(1);

        var stopping = api.StopAsync();
        await Eventually.Succeeds(() => lifecycle.IsStopping.Should().BeTrue());
        stopping.IsCompleted.Should().BeFalse();
        finish.SetResult();

        using var response = await request;
        (await response.Content.ReadAsStringAsync()).Should().Be("done");
        await stopping;
        lifecycle.InFlight.Should().Be(0);
    }

    private static Task Forever(HttpContext context) => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted);

    private static Task<TestApi> StartAsync(
        RequestDelegate handler,
        Action<GenericApiServerOptions>? configure = null,
        TimeProvider? clock = null,
        Action<IApplicationBuilder>? afterAuthentication = null) => TestApi.StartAsync(
        app =>
        {
            app.UseGenericApiServer(afterAuthentication ?? (_ => { }));
            app.Run(handler);
        },
        builder => builder.Services
            .AddSingleton(clock ?? TimeProvider.System)
            .AddGenericApiServer(configure ?? (_ => { }))
            .AddSingleton<IAuthenticator>(new UnionAuthenticator([new BearerTokenAuthenticator(new Alice())], new AnonymousAuthenticator()))
            .AddSingleton<IAuthorizer>(new AliceMay()));

    private static async Task<HttpResponseMessage> SendAsync(TestApi api, HttpMethod method, string path, string token)
    {
        using var request = new HttpRequestMessage(method, new Uri(api.Address, path));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return await api.Client.SendAsync(request);
    }

    private sealed class Alice : ITokenAuthenticator
    {
        public ValueTask<AuthenticatedUser?> AuthenticateTokenAsync(string token, CancellationToken cancellationToken) =>
            token == "broken" ? throw new HttpRequestException("reviews are down")
            : ValueTask.FromResult(token == "alice" ? new AuthenticatedUser { Name = "alice", Groups = ["devs"] } : null);
    }

    private sealed class AliceMay : IAuthorizer
    {
        public ValueTask<AuthorizationDecision> AuthorizeAsync(AuthorizationAttributes attributes, CancellationToken cancellationToken) =>
            attributes.Resource == "broken" ? throw new HttpRequestException("the other side is down")
            : ValueTask.FromResult(attributes.User.Name == "alice" ? AuthorizationDecision.Allow() : AuthorizationDecision.NoOpinion);
    }
}
