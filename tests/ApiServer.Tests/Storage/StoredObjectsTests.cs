using System.Text.Json;
using ImageStreams.Entities;
using ImageStreams.GenericApiServer;
using ImageStreams.Import;
using ImageStreams.Kubernetes;
using ImageStreams.TestKit;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;

namespace ImageStreams.ApiServer.Tests;

public sealed class StoredObjectsTests : IAsyncLifetime
{
    private const string Streams = "/apis/image.openshift.io/v1stored/namespaces/n/imagestreams";
    private static readonly StoreCaller Caller = new("kubectl/v1.36", "the-request", null, CancellationToken.None);

    private FakeApiServer _plane = null!;
    private KubernetesClient _client = null!;
    private readonly ManualTimeProvider _time = new();
    private StoredObjects<ImageStream> _streams = null!;

    public async Task InitializeAsync()
    {
        _plane = await FakeApiServer.StartAsync();
        _client = new KubernetesClient(new KubernetesClientConfiguration { Host = _plane.Address });
        var kind = StoredKinds.ImageStreams(new ImportSettingsSource(new ImportSettings()));
        _streams = new(new(kind, NullLogger<StoredDecoder<ImageStream>>.Instance), new(_client, NullLogger<StoreChannel>.Instance), _time);
    }

    public async Task DisposeAsync()
    {
        _client.Dispose();
        await _plane.DisposeAsync();
    }

    [Fact]
    public async Task GetAsync_AsksForJsonOfTheStoredNameAndSaysWhoAsks()
    {
        _plane.On($"GET {Streams}/foo--5fbar", FakeReply.Json("""{"metadata":{"name":"foo--5fbar","namespace":"n","resourceVersion":"7"}}"""));

        var stream = await _streams.GetAsync("n", "foo_bar", "5", Caller);

        stream.Value.Metadata!.Name.Should().Be("foo_bar");
        stream.Version.Should().Be("7");
        var request = _plane.Requests.Should().ContainSingle().Subject;
        request.Headers["Accept"].Should().Be("application/json");
        request.Headers["User-Agent"].Should().Be("kubectl/v1.36");
        request.Headers["Audit-Id"].Should().Be("the-request");
        request.Query["resourceVersion"].Should().Be("5");
    }

    [Fact]
    public async Task GetAsync_OfANameThatCannotBeStored_AsksNobody()
    {
        var get = () => _streams.GetAsync("n", $"sha256-{new string('a', 64)}", Caller);

        (await get.Should().ThrowAsync<ApiException>()).Which.Code.Should().Be(404);
        _plane.Requests.Should().BeEmpty();
    }

    [Fact]
    public async Task GetAsync_OfAnObjectWithAFieldOfTheWrongType_NamesTheField()
    {
        _plane.On($"GET {Streams}/s", FakeReply.Json("""{"metadata":{"name":"s"},"spec":{"tags":"none"}}"""));

        var get = () => _streams.GetAsync("n", "s", Caller);

        var refusal = (await get.Should().ThrowAsync<ApiException>()).Which;
        refusal.Code.Should().Be(500);
        refusal.Message.Should().Contain("spec.tags has a value of a wrong type");
    }

    [Fact]
    public async Task ListAsync_WithAnObjectThatCannotBeRead_ShowsTheOthers()
    {
        _plane.On($"GET {Streams}", FakeReply.Json("""{"items":[{"metadata":{"name":"a"}},{"spec":7},{"metadata":{"name":"c--5fc"}}],"metadata":{"resourceVersion":"9"}}"""));

        using var page = await _streams.ListAsync("n", new ListQuery(), Caller);

        (await page.ItemsAsync(default).Select(i => i.Metadata!.Name).ToListAsync()).Should().Equal("a", "c_c");
        page.Metadata.ResourceVersion.Should().Be("9");
    }

    [Fact]
    public async Task ListAsync_OfNamesThatAreStoredOtherwise_IsInTheOrderOfTheServedOnes()
    {
        _plane.On($"GET {Streams}", FakeReply.Json("""
            {"items":[{"metadata":{"name":"a--5fa"}},{"metadata":{"name":"a--5fz"}},{"metadata":{"name":"a-z"}},{"metadata":{"name":"a.b"}},{"metadata":{"name":"z--5fa"}}],"metadata":{}}
            """));

        using var page = await _streams.ListAsync("n", new ListQuery(), Caller);

        (await page.ItemsAsync(default).Select(i => i.Metadata!.Name).ToListAsync()).Should().Equal("a-z", "a.b", "a_a", "a_z", "z_a");
    }

    [Fact]
    public async Task ListAsync_ThatBreaksOff_IsNotTakenForAWholeList()
    {
        var broken = new TaskCompletionSource();
        _plane.On($"GET {Streams}", FakeReply.Custom(async (context, token) =>
        {
            await context.Response.WriteAsync("""{"items":[{"metadata":{"name":"a"}},""", token);
            await context.Response.Body.FlushAsync(token);
            await broken.Task;
            context.Abort();
        }));

        using var page = await _streams.ListAsync("n", new ListQuery(), Caller);
        broken.SetResult();
        var read = async () => await page.ItemsAsync(default).ToListAsync();

        (await read.Should().ThrowAsync<ApiException>()).Which.Code.Should().Be(503);
    }

    [Fact]
    public async Task GetAsync_WithoutAControlPlane_IsUnavailable()
    {
        _plane.On($"GET {Streams}/s", FakeReply.Reset());

        var get = () => _streams.GetAsync("n", "s", Caller);

        var refusal = (await get.Should().ThrowAsync<ApiException>()).Which;
        refusal.Code.Should().Be(503);
        refusal.Status.Details!.RetryAfterSeconds.Should().Be(1);
    }

    [Fact]
    public async Task WatchAsync_WithoutAVersion_BeginsInTheOrderOfTheServedNames()
    {
        const string lines = """
            {"type":"ADDED","object":{"metadata":{"name":"a--5fa"}}}
            {"type":"ADDED","object":{"metadata":{"name":"a.b"}}}
            {"type":"ADDED","object":{"metadata":{"name":"b--5fb"}}}

            """;
        var isMore = new TaskCompletionSource();
        _plane.On($"GET {Streams}", FakeReply.Custom(async (context, token) =>
        {
            await context.Response.WriteAsync(lines, token);
            await context.Response.Body.FlushAsync(token);
            await isMore.Task;
            await context.Response.WriteAsync(lines.Replace("--5f", "--5fnew", StringComparison.Ordinal), token);
        }));

        var events = await _streams.WatchAsync("n", new ListQuery { Watch = true }, Caller);

        await using var reader = events.GetAsyncEnumerator();
        (await NextNameAsync(reader), await NextNameAsync(reader)).Should().Be(("a.b", "a_a"));
        var last = NextNameAsync(reader).AsTask();
        await Eventually.Succeeds(() => _time.WaitingTimers.Should().Be(1));
        last.IsCompleted.Should().BeFalse("something that is served before it may still come");
        _time.Advance(StoredWatch<ImageStream>.EndOfState);
        (await last).Should().Be("b_b");
        isMore.SetResult();
        (await NextNameAsync(reader), await NextNameAsync(reader)).Should().Be(("a_newa", "a.b"), "changes come in the order of time");
    }

    [Theory]
    [InlineData("""{"type":"MODIFIED","object":{"metadata":{"name":"a--5fa"}}}""", "a_a a_a")]
    [InlineData("""{"type":"BOOKMARK","object":{"metadata":{"resourceVersion":"7"}}}""", "a_a ")]
    [InlineData("", "a_a")]
    public async Task WatchAsync_WhoseStateIsFollowedByAChange_TellsOfAllOfItFirst(string change, string expected)
    {
        const string added = """{"type":"ADDED","object":{"metadata":{"name":"a--5fa"}}}""";
        _plane.On($"GET {Streams}", FakeReply.Json($"{added}\n{change}\n"));

        var events = await _streams.WatchAsync("n", new ListQuery { Watch = true, ResourceVersion = "0" }, Caller);

        (await events.Select(NameOf).ToListAsync()).Should().Equal(expected.Split(' '));
    }

    [Fact]
    public async Task WatchAsync_FromAVersion_HoldsNothingBack()
    {
        _plane.On($"GET {Streams}", FakeReply.Json("""
            {"type":"ADDED","object":{"metadata":{"name":"a--5fa"}}}
            {"type":"ADDED","object":{"metadata":{"name":"a.b"}}}

            """));

        var events = await _streams.WatchAsync("n", new ListQuery { Watch = true, ResourceVersion = "5" }, Caller);

        (await events.Select(NameOf).ToListAsync()).Should().Equal("a_a", "a.b");
        _time.WaitingTimers.Should().Be(0);
    }

    [Fact]
    public async Task WatchAsync_ThatBreaksOff_EndsLikeAnyOther()
    {
        var broken = new TaskCompletionSource();
        _plane.On($"GET {Streams}", FakeReply.Custom(async (context, token) =>
        {
            await context.Response.WriteAsync("""{"type":"ADDED","object":{"metadata":{"name":"a"}}}""" + "\n{\"type\":", token);
            await context.Response.Body.FlushAsync(token);
            await broken.Task;
            context.Abort();
        }));

        var events = await _streams.WatchAsync("n", new ListQuery { Watch = true }, Caller);

        await using var reader = events.GetAsyncEnumerator();
        (await reader.MoveNextAsync()).Should().BeTrue();
        reader.Current.Type.Should().Be("ADDED");
        broken.SetResult();
        (await reader.MoveNextAsync()).Should().BeFalse();
    }

    private static async ValueTask<string> NextNameAsync(IAsyncEnumerator<WatchNotification> reader)
    {
        (await reader.MoveNextAsync()).Should().BeTrue();
        return NameOf(reader.Current);
    }

    private static string NameOf(WatchNotification notification) =>
        JsonSerializer.Deserialize(notification.Resource.Span, EntitiesJsonContext.Default.ImageStream)!.Metadata!.Name ?? "";
}
