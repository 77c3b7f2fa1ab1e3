using System.Text.Json.Nodes;
using ImageStreams.TestKit;

namespace ImageStreams.ApiServer.Tests;

/// <summary>What happens when the controller writes between our two writes.</summary>
public sealed class ImportConflictTests : IAsyncLifetime
{
    private const string Streams = "/apis/image.openshift.io/v1stored/namespaces/n/imagestreams";

    private ImportRegistry _registry = null!;
    private ScriptedServer _server = null!;
    private int _refused;

    public async Task InitializeAsync()
    {
        _registry = await ImportRegistry.StartAsync();
        _registry.Serve("1", _registry.First);
        _server = await ScriptedServer.StartAsync();
        _server.Plane.Put($"{Streams}/s", Objects.Parse("{metadata: {generation: 1}, spec: {}}"));
    }

    public async Task DisposeAsync()
    {
        await _server.DisposeAsync();
        await _registry.DisposeAsync();
    }

    [Fact]
    public async Task Create_WhenTheStatusIsWrittenMeanwhile_PutsItsEventsOnTop()
    {
        Meanwhile(stream => stream["status"] = Objects.Parse(
            "{tags: [{tag: pushed, items: [{created: '2026-01-02T03:04:05Z', dockerImageReference: x/y, image: 'sha256:1', generation: 1}]}]}"));

        var answer = (await ImportAsync()).Expect(201);

        _refused.Should().Be(1);
        var stream = answer["status"]!["import"]!;
        ImportCalls.Item(stream, "pushed").Should().Be("sha256:1");
        ImportCalls.Item(stream, "latest").Should().Be(ImportRegistry.NameOf(_registry.First));
        _server.Plane.Find($"{Streams}/s")!["status"]!["tags"]!.AsArray().Should().HaveCount(2);
    }

    [Fact]
    public async Task Create_WhenTheSpecIsWrittenMeanwhile_IsAConflict()
    {
        Meanwhile(stream => stream["spec"]!["lookupPolicy"] = Objects.Parse("{local: true}"));

        (await ImportAsync()).Expect(409).At("reason").Should().Be("Conflict");

        _refused.Should().Be(1);
        _server.Plane.Find($"{Streams}/s")!["status"].Should().BeNull("the tags are due now: the controller imports them");
    }

    private async Task<Answer> ImportAsync()
    {
        var importing = _server.As().PostAsync(
            $"{ApiClient.Group}/namespaces/n/imagestreamimports", ImportCalls.Import(ImportCalls.Images(ImportCalls.Image($"{_registry.Repository}:1"))));
        await Eventually.Succeeds(() =>
        {
            _server.Clock.Advance(TimeSpan.FromMilliseconds(20)); // the wait after a conflict
            importing.IsCompleted.Should().BeTrue();
        });
        return await importing;
    }

    // Changes the stream before the first write of its status, which then is a conflict.
    private void Meanwhile(Action<JsonObject> change) => _server.Plane.Fail(request =>
    {
        if (request.Route != $"PUT {Streams}/s/status" || Interlocked.Exchange(ref _refused, 1) == 1)
        {
            return null;
        }

        var stream = _server.Plane.Find($"{Streams}/s")!.DeepClone().AsObject();
        change(stream);
        _server.Plane.Put($"{Streams}/s", stream);
        return FakeReply.Status(409, "Conflict", "the object has been modified");
    });
}
