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
    private StoredObjects<ImageStream> _streams = null!;

    public async Task InitializeAsync()
    {
        _plane = await FakeApiServer.StartAsync();
        _client = new KubernetesClient(new KubernetesClientConfiguration { Host = _plane.Address });
        var kind = StoredKinds.ImageStreams(new ImportSettingsSource(new ImportSettings()));
        _streams = new(new(kind, NullLogger<StoredDecoder<ImageStream>>.Instance), new(_client, NullLogger<StoreChannel>.Instance));
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
}
