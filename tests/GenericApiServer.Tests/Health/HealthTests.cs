using System.Net;
using ImageStreams.TestKit;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace ImageStreams.GenericApiServer.Tests;

public sealed class HealthTests
{
    [Theory]
    [InlineData("/healthz", "ok")]
    [InlineData("/healthz/", "ok")]
    [InlineData("/livez?verbose", "[+]ping ok\n[+]store ok\nlivez check passed\n")]
    [InlineData("/readyz?verbose", "[+]ping ok\n[+]store ok\n[+]caches ok\n[+]shutdown ok\nreadyz check passed\n")]
    [InlineData("/readyz/store", "ok")]
    [InlineData("/livez?verbose&exclude=store&exclude=foo", "[+]ping ok\n[+]store excluded: ok\nwarn: some health checks cannot be excluded: no matches for \"foo\"\nlivez check passed\n")]
    public async Task AllWell_IsOk(string path, string expected)
    {
        await using var api = await StartAsync(_ => ValueTask.FromResult<string?>(null));

        using var response = await api.Client.GetAsync(path);

        (response.StatusCode, await response.Content.ReadAsStringAsync()).Should().Be((HttpStatusCode.OK, expected));
        response.Headers.GetValues("X-Content-Type-Options").Should().Equal("nosniff");
    }

    [Fact]
    public async Task AFailure_IsNamed_ButItsReasonIsOnlyInTheLogAndOnItsOwnPath()
    {
        await using var api = await StartAsync(_ => ValueTask.FromResult<string?>("disk full"));

        using var all = await api.Client.GetAsync("/readyz");
        using var one = await api.Client.GetAsync("/readyz/store");
        using var without = await api.Client.GetAsync("/readyz?exclude=store");

        (all.StatusCode, await all.Content.ReadAsStringAsync()).Should().Be((
            HttpStatusCode.InternalServerError,
            "[+]ping ok\n[-]store failed: reason withheld\n[+]caches ok\n[+]shutdown ok\nreadyz check failed\n"));
        (await one.Content.ReadAsStringAsync()).Should().Be("internal server error: disk full\n");
        without.StatusCode.Should().Be(HttpStatusCode.OK);
        api.Log.Lines.Should().Contain(l => l.Contains("readyz: check store failed: disk full", StringComparison.Ordinal));
    }

    [Fact]
    public async Task AnExceptionOrNoAnswer_IsAFailure()
    {
        var clock = new ManualTimeProvider();
        await using var throwing = await StartAsync(_ => throw new IOException("gone"));
        await using var hanging = await StartAsync(
            async token =>
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
                return null;
            },
            clock);

        (await (await throwing.Client.GetAsync("/livez/store")).Content.ReadAsStringAsync()).Should().Be("internal server error: gone\n");
        var request = hanging.Client.GetAsync("/livez/store");
        await Eventually.Succeeds(() => clock.WaitingTimers.Should().Be(1));
        clock.Advance(TimeSpan.FromSeconds(10));
        (await (await request).Content.ReadAsStringAsync()).Should().Be("internal server error: no answer in time\n");
    }

    [Fact]
    public async Task AServerThatStops_IsAliveButNotReady()
    {
        await using var api = await StartAsync(_ => ValueTask.FromResult<string?>(null));

        api.Services.GetRequiredService<ServerLifecycle>().BeginShutdown();

        (await api.Client.GetAsync("/livez")).StatusCode.Should().Be(HttpStatusCode.OK);
        (await api.Client.GetAsync("/readyz")).StatusCode.Should().Be(HttpStatusCode.InternalServerError);
    }

    [Fact]
    public async Task AnUnknownCheck_IsNotFound()
    {
        await using var api = await StartAsync(_ => ValueTask.FromResult<string?>(null));

        (await api.Client.GetAsync("/healthz/nope")).StatusCode.Should().Be(HttpStatusCode.NotFound);
        (await api.Client.GetAsync("/livez/caches")).StatusCode.Should().Be(HttpStatusCode.NotFound);
    }

    private static Task<TestApi> StartAsync(Func<CancellationToken, ValueTask<string?>> store, TimeProvider? clock = null) => TestApi.StartAsync(
        app =>
        {
            var health = app.ApplicationServices.GetRequiredService<HealthEndpoints>();
            app.Run(async context => await (await health.FindAsync(context) ?? PathResults.NotFoundText()).ExecuteAsync(context));
        },
        builder => builder.Services
            .AddSingleton(clock ?? TimeProvider.System)
            .AddGenericApiServer(_ => { })
            .AddSingleton(new HealthCheck("store", store))
            .AddSingleton(new HealthCheck("caches", _ => ValueTask.FromResult<string?>(null)) { IsForLiveness = false }));
}
