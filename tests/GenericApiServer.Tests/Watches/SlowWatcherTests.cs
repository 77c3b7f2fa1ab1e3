using System.Net;
using System.Text;
using ImageStreams.TestKit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace ImageStreams.GenericApiServer.Tests;

/// <summary>Watchers who have stopped reading but keep their connection.</summary>
public sealed class SlowWatcherTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task AWatcherWhoStopsReading_IsCutOffAfterAMinute_AndNothingElseOnHisConnection(int http)
    {
        var (clock, ended, produced) = (new ManualTimeProvider(), new TaskCompletionSource(), new int[1]);
        await using var api = await StartAsync(clock, http, async context =>
        {
            try
            {
                await KubeResults.Watch(Endless(produced), new WatchSettings()).ExecuteAsync(context);
            }
            finally
            {
                ended.SetResult();
            }
        });
        using var client = new HttpClient { BaseAddress = api.Address, DefaultRequestVersion = http == 1 ? HttpVersion.Version11 : HttpVersion.Version20, DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact };
        using var response = await client.GetAsync("/?watch=1", HttpCompletionOption.ResponseHeadersRead);
        response.StatusCode.Should().Be(HttpStatusCode.OK);

        await Eventually.Succeeds(() => clock.WaitingTimers.Should().Be(2, "one ends the watch, one the patience with its reader"));
        var held = Volatile.Read(ref produced[0]);
        clock.Advance(ReaderPatience.Limit - TimeSpan.FromSeconds(1));
        ended.Task.IsCompleted.Should().BeFalse();
        clock.Advance(TimeSpan.FromSeconds(1));

        await ended.Task.WaitAsync(TimeSpan.FromSeconds(30));
        held.Should().BeInRange(1, 1000, "what nobody reads is not produced");
        (await client.GetStringAsync("/")).Should().Be("ok");
    }

    [Fact]
    public async Task AWatcherWhoIsSlow_IsNotCutOff()
    {
        var (clock, produced) = (new ManualTimeProvider(), new int[1]);
        await using var api = await StartAsync(clock, 2, context => KubeResults.Watch(Endless(produced), new WatchSettings()).ExecuteAsync(context));
        using var client = new HttpClient { BaseAddress = api.Address, DefaultRequestVersion = HttpVersion.Version20, DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact };
        using var response = await client.GetAsync("/?watch=1", HttpCompletionOption.ResponseHeadersRead);
        await using var stream = await response.Content.ReadAsStreamAsync();
        var buffer = new byte[16 * 1024];

        for (var i = 0; i < 5; i++)
        {
            await Eventually.Succeeds(() => clock.WaitingTimers.Should().Be(2));
            clock.Advance(ReaderPatience.Limit - TimeSpan.FromSeconds(1));
            for (var before = Volatile.Read(ref produced[0]); Volatile.Read(ref produced[0]) < before + 10;)
            {
                await stream.ReadExactlyAsync(buffer);
            }
        }
    }

    private static async IAsyncEnumerable<WatchNotification> Endless(int[] produced)
    {
        var item = Encoding.UTF8.GetBytes($$$"""{"kind":"ConfigMap","metadata":{"name":"{{{new string('x', 10_000)}}}"}}""");
        while (true)
        {
            Interlocked.Increment(ref produced[0]);
            yield return new WatchNotification(WatchNotification.Modified, item);
            await Task.Yield();
        }
    }

    private static Task<TestApi> StartAsync(TimeProvider clock, int http, RequestDelegate watch) => TestApi.StartAsync(
        app =>
        {
            app.UseMiddleware<StatusMiddleware>();
            app.Run(context => context.Request.Query.ContainsKey("watch") ? watch(context) : KubeResults.Text("ok").ExecuteAsync(context));
        },
        builder =>
        {
            builder.Services.AddSingleton(clock).AddGenericApiServer(_ => { });
            builder.WebHost.ConfigureKestrel(k => k.ConfigureEndpointDefaults(l => l.Protocols = http == 2 ? HttpProtocols.Http2 : HttpProtocols.Http1));
        });
}
