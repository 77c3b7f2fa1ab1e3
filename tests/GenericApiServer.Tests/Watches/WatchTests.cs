using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json.Nodes;
using ImageStreams.TestKit;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace ImageStreams.GenericApiServer.Tests;

public sealed class WatchTests
{
    private static readonly GroupVersionKind Kind = new("", "v1", "ConfigMap");

    [Fact]
    public async Task Events_ArriveOneByOne_AsTheyHappen()
    {
        var queue = new WatchQueue(10);
        await using var api = await StartAsync(queue);
        using var reader = await OpenAsync(api, "");

        queue.TryWrite(Event(WatchNotification.Added, "a"));
        var first = await reader.ReadLineAsync();
        queue.TryWrite(Event(WatchNotification.Deleted, "a"));
        queue.TryWrite(WatchNotification.Bookmark(Kind, "9", endsInitialEvents: true));
        queue.Complete();

        first.Should().Be("""{"type":"ADDED","object":{"kind":"ConfigMap","apiVersion":"v1","metadata":{"name":"a","resourceVersion":"3"}}}""");
        (await reader.ReadLineAsync()).Should().StartWith("""{"type":"DELETED",""");
        (await reader.ReadLineAsync()).Should().Be(
            """{"type":"BOOKMARK","object":{"kind":"ConfigMap","apiVersion":"v1","metadata":{"resourceVersion":"9","annotations":{"k8s.io/initial-events-end":"true"}}}}""");
        (await reader.ReadLineAsync()).Should().BeNull();
    }

    [Fact]
    public async Task Headers_ArriveBeforeTheFirstEvent()
    {
        await using var api = await StartAsync(new WatchQueue(1));

        using var response = await api.Client.GetAsync("/", HttpCompletionOption.ResponseHeadersRead);

        (response.StatusCode, response.Content.Headers.ContentType!.MediaType, response.Content.Headers.ContentLength)
            .Should().Be((HttpStatusCode.OK, "application/json", (long?)null));
    }

    [Fact]
    public async Task Tables_HaveTheirColumnsOnlyInTheFirstEvent()
    {
        var queue = new WatchQueue(10);
        queue.TryWrite(Event(WatchNotification.Added, "a"));
        queue.TryWrite(Event(WatchNotification.Modified, "b"));
        queue.TryWrite(WatchNotification.Bookmark(Kind, "9", endsInitialEvents: false));
        queue.TryWrite(WatchNotification.Error(ApiException.Expired("too old resource version: 1 (253)").Status));
        queue.Complete();
        await using var api = await StartAsync(queue);
        using var reader = await OpenAsync(api, "application/json;as=Table;v=v1;g=meta.k8s.io,application/json");

        var lines = (await reader.ReadToEndAsync()).Trim().Split('\n').Select(l => JsonNode.Parse(l)!).ToList();

        lines[0]["object"]!["columnDefinitions"]!.AsArray().Should().HaveCount(2);
        lines[0]["object"]!["rows"]![0]!["cells"]![0]!.GetValue<string>().Should().Be("a");
        lines[1]["object"]!["columnDefinitions"].Should().BeNull();
        lines[1]["object"]!["metadata"]!["resourceVersion"]!.GetValue<string>().Should().Be("3");
        (lines[2]["type"]!.GetValue<string>(), lines[2]["object"]!["kind"]!.GetValue<string>()).Should().Be(("BOOKMARK", "Table"));
        (lines[3]["type"]!.GetValue<string>(), lines[3]["object"]!["code"]!.GetValue<int>()).Should().Be(("ERROR", 410));
    }

    [Fact]
    public async Task Metadata_IsAllThatIsSentToThoseWhoWantNoMore()
    {
        var queue = new WatchQueue(10);
        queue.TryWrite(Event(WatchNotification.Added, "a"));
        queue.Complete();
        await using var api = await StartAsync(queue);
        using var reader = await OpenAsync(api, "application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io");

        (await reader.ReadToEndAsync()).Trim().Should().Be(
            """{"type":"ADDED","object":{"kind":"PartialObjectMetadata","apiVersion":"meta.k8s.io/v1","metadata":{"name":"a","resourceVersion":"3"}}}""");
    }

    [Fact]
    public async Task Yaml_IsNotServedToWatches()
    {
        await using var api = await StartAsync(new WatchQueue(1));
        using var request = new HttpRequestMessage(HttpMethod.Get, "/");
        request.Headers.TryAddWithoutValidation("Accept", "application/yaml");

        using var response = await api.Client.SendAsync(request);

        response.StatusCode.Should().Be(HttpStatusCode.NotAcceptable);
        (await response.Content.ReadAsStringAsync()).Should().Contain("only the following media types are accepted: application/json;stream=watch");
    }

    [Fact]
    public async Task TheTimeout_EndsAWatchQuietly()
    {
        var clock = new ManualTimeProvider();
        await using var api = await StartAsync(new WatchQueue(1), clock, TimeSpan.FromSeconds(5));
        using var reader = await OpenAsync(api, "");
        await Eventually.Succeeds(() => clock.WaitingTimers.Should().Be(1));

        clock.Advance(TimeSpan.FromSeconds(5));

        (await reader.ReadToEndAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task StoppingTheServer_EndsItsWatches()
    {
        await using var api = await StartAsync(new WatchQueue(1));
        using var reader = await OpenAsync(api, "");

        await api.StopAsync();

        (await reader.ReadToEndAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task WatchesThatEndWhileTheyFlush_EndWithoutAnError()
    {
        await using var api = await TestApi.StartAsync(
            app =>
            {
                app.UseMiddleware<StatusMiddleware>();
                app.Run(c => KubeResults.Watch(Busy(c.RequestAborted), new WatchSettings { Timeout = TimeSpan.FromMilliseconds(1) }).ExecuteAsync(c));
            },
            builder => builder.Services.AddGenericApiServer(_ => { }));

        for (var i = 0; i < 50; i++)
        {
            using var reader = await OpenAsync(api, "");
            await reader.ReadToEndAsync();
        }

        api.Log.Lines.Should().NotContain(l => l.StartsWith("Error", StringComparison.Ordinal) || l.StartsWith("Warning", StringComparison.Ordinal));
    }

    [Fact]
    public async Task AReaderThatDoesNotRead_HoldsUpItsSource_AndNobodyElse()
    {
        var produced = 0;
        async IAsyncEnumerable<WatchNotification> Source()
        {
            while (true)
            {
                Interlocked.Increment(ref produced);
                yield return Event(WatchNotification.Modified, new string('x', 10_000));
                await Task.Yield();
            }
        }

        await using var api = await TestApi.StartAsync(c => c.Request.Query.ContainsKey("watch")
            ? KubeResults.Watch(Source(), new WatchSettings()).ExecuteAsync(c)
            : KubeResults.Text("ok").ExecuteAsync(c));
        using var idle = new TcpClient();
        await idle.ConnectAsync(IPAddress.Loopback, api.Address.Port);
        await idle.GetStream().WriteAsync("GET /?watch=1 HTTP/1.1\r\nHost: x\r\n\r\n"u8.ToArray());

        await Eventually.Succeeds(async () =>
        {
            var before = Volatile.Read(ref produced);
            for (var i = 0; i < 20; i++)
            {
                (await api.Client.GetStringAsync("/")).Should().Be("ok");
            }

            Volatile.Read(ref produced).Should().Be(before).And.BeGreaterThan(0);
        });
        produced.Should().BeLessThan(5000, "what nobody reads waits in the buffers of one connection, not in memory");
    }

    [Fact]
    public async Task AnErrorOfTheSource_IsTheLastEvent()
    {
        await using var api = await TestApi.StartAsync(c => KubeResults.Watch(Failing(), new WatchSettings()).ExecuteAsync(c));
        using var reader = await OpenAsync(api, "");

        (await reader.ReadToEndAsync()).Trim().Should().Be(
            """{"type":"ERROR","object":{"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure","message":"too old","reason":"Expired","code":410}}""");
    }

    [Fact]
    public async Task Queue_WhoseReaderIsTooFarBehind_EndsAfterWhatItHolds()
    {
        var queue = new WatchQueue(2);

        var taken = Enumerable.Range(0, 4).Select(i => queue.TryWrite(Event(WatchNotification.Added, $"{i}"))).ToList();

        taken.Should().Equal(true, true, false, false);
        var read = 0;
        await foreach (var _ in queue.ReadAllAsync(CancellationToken.None))
        {
            read++;
        }

        read.Should().Be(2);
    }

    private static async IAsyncEnumerable<WatchNotification> Busy([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            yield return Event(WatchNotification.Modified, "a");
            await Task.Yield();
        }
    }

    private static async IAsyncEnumerable<WatchNotification> Failing()
    {
        await Task.Yield();
        throw ApiException.Expired("too old");
#pragma warning disable CS0162 // an iterator needs a yield
        yield break;
#pragma warning restore CS0162
    }

    private static Task<TestApi> StartAsync(WatchQueue queue, TimeProvider? clock = null, TimeSpan? timeout = null) => TestApi.StartAsync(
        app =>
        {
            app.UseMiddleware<StatusMiddleware>();
            app.Run(c => KubeResults.Watch(queue.ReadAllAsync(c.RequestAborted), new WatchSettings { Timeout = timeout }).ExecuteAsync(c));
        },
        builder => builder.Services.AddSingleton(clock ?? TimeProvider.System).AddGenericApiServer(_ => { }));

    private static async Task<StreamReader> OpenAsync(TestApi api, string accept)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, "/");
        request.Headers.TryAddWithoutValidation("Accept", accept);
        var response = await api.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        return new StreamReader(await response.Content.ReadAsStreamAsync(), Encoding.UTF8);
    }

    private static WatchNotification Event(string type, string name) => new(
        type,
        Encoding.UTF8.GetBytes($$$"""{"kind":"ConfigMap","apiVersion":"v1","metadata":{"name":"{{{name}}}","resourceVersion":"3"}}"""));
}
