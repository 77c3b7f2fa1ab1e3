using System.Net;
using System.Text.Json.Nodes;
using ImageStreams.GenericApiServer;
using ImageStreams.TestKit;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace ImageStreams.ApiServer.Tests;

public sealed class TokenLimitTests
{
    [Fact]
    public async Task Requests_ThatWait_AreEndedInTime_AndNotTooManyAtATime()
    {
        await using var server = await ScriptedServer.StartAsync();
        await Eventually.Succeeds(async () => (await server.As().GetAsync("/auth/keys")).Expect(200));
        var authenticator = new NeverAnswers();
        var endpoint = EndpointOf(server, authenticator);
        var waiting = Enumerable.Range(0, 200).Select(i => AskAsync(endpoint, new IPAddress([10, 0, 0, (byte)i]))).ToList();
        await Eventually.Succeeds(() => authenticator.Asked.Should().Be(200));

        var oneMore = await AskAsync(endpoint, IPAddress.Parse("10.0.1.1"));
        server.Clock.Advance(TimeSpan.FromSeconds(20));
        var ended = await Task.WhenAll(waiting);

        oneMore.Should().Be((429, "TOOMANYREQUESTS"));
        ended.Should().AllBeEquivalentTo((503, "UNAVAILABLE"));
        var afterwards = AskAsync(endpoint, IPAddress.Parse("10.0.1.2"));
        await Eventually.Succeeds(() => authenticator.Asked.Should().Be(201, "there is room again"));
        server.Clock.Advance(TimeSpan.FromSeconds(20));
        (await afterwards).Should().Be((503, "UNAVAILABLE"));
    }

    [Theory]
    [InlineData("10.0.0.1", "10.0.0.2", false)]
    [InlineData("10.0.0.1", "::ffff:10.0.0.1", true)]
    [InlineData("2001:db8::1", "2001:db8::ffff:2", true)]
    [InlineData("2001:db8::1", "2001:db8:0:1::1", false)]
    public void FindWait_OneCallerThatHasUsedItsShare_LetsOthersThrough(string first, string second, bool isSame)
    {
        var rates = new CallerRates(new TokenSettingsSource(new TokenSettings { RequestsPerSecond = 1 }), new ManualTimeProvider());
        for (var i = 0; i < 4; i++)
        {
            rates.FindWait(IPAddress.Parse(first)).Should().BeNull();
        }

        rates.FindWait(IPAddress.Parse(first)).Should().Be(TimeSpan.FromSeconds(1));
        rates.FindWait(IPAddress.Parse(second)).Should().Be(isSame ? TimeSpan.FromSeconds(1) : null);
    }

    [Fact]
    public void FindWait_MoreCallersThanCanBeRemembered_ForgetsThoseWhoAreIdle()
    {
        var time = new ManualTimeProvider();
        var rates = new CallerRates(new TokenSettingsSource(new TokenSettings { RequestsPerSecond = 1 }), time);
        for (var i = 0; i < 30_000; i++)
        {
            rates.FindWait(new IPAddress(i)).Should().BeNull();
        }

        time.Advance(TimeSpan.FromSeconds(5));
        rates.FindWait(new IPAddress(1)).Should().BeNull();
    }

    private static TokenEndpoint EndpointOf(ScriptedServer server, ITokenAuthenticator authenticator)
    {
        var services = server.Host.Services;
        return new TokenEndpoint(
            authenticator,
            services.GetRequiredService<ScopeGrants>(),
            services.GetRequiredService<TokenIssuer>(),
            services.GetRequiredService<CallerRates>(),
            services.GetRequiredService<TokenMetrics>(),
            server.Clock,
            NullLogger<TokenEndpoint>.Instance);
    }

    private static async Task<(int Code, string Error)> AskAsync(TokenEndpoint endpoint, IPAddress address)
    {
        var context = new DefaultHttpContext();
        context.Features.Get<IHttpRequestFeature>()!.RawTarget = "/auth/token";
        context.Connection.RemoteIpAddress = address;
        context.Request.Method = "GET";
        context.Request.Headers.Authorization = "Bearer x";
        context.Response.Body = new MemoryStream();
        await endpoint.InvokeAsync(context);
        context.Response.Body.Position = 0;
        return (context.Response.StatusCode, (string)(await JsonNode.ParseAsync(context.Response.Body))!["errors"]![0]!["code"]!);
    }

    private sealed class NeverAnswers : ITokenAuthenticator
    {
        private int _asked;

        public int Asked => Volatile.Read(ref _asked);

        public async ValueTask<AuthenticatedUser?> AuthenticateTokenAsync(string token, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _asked);
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
            return null;
        }
    }
}
