using System.Text.Json.Nodes;
using ImageStreams.GenericApiServer;
using ImageStreams.TestKit;
using Microsoft.AspNetCore.Http;

namespace ImageStreams.ControlPlane.Tests;

public sealed class AggregatedObjectsTests : IAsyncLifetime, IAsyncDisposable
{
    private static readonly GroupVersionKind Cat = new(BackendServer.Group, "v1", "Cat");
    private readonly AggregationFixture _fixture = new();
    private readonly HashSet<string> _cats = ["tom", "a b"];
    private AggregatedObjects _objects = null!;

    public async Task InitializeAsync()
    {
        await _fixture.StartAsync();
        _fixture.Backend.Verbs = ["get", "list", "delete", "deletecollection"];
        _fixture.Backend.Handler = AnswerAsync;
        await _fixture.RegisterAsync();
        _objects = new AggregatedObjects(_fixture.Catalog, _fixture.Documents);
    }

    public ValueTask DisposeAsync() => _fixture.DisposeAsync();

    Task IAsyncLifetime.DisposeAsync() => DisposeAsync().AsTask();

    [Fact]
    public async Task FindUid_OfObjects_TellsThereFromGoneFromUnknown()
    {
        (await _objects.FindUidAsync(Cat, "house", "a b", default)).Should().Be("uid-of-a b");
        (await _objects.FindUidAsync(Cat, "house", "silvester", default)).Should().BeEmpty();
        (await _objects.FindUidAsync(Cat with { Kind = "Dog" }, "house", "tom", default)).Should().BeNull();
        (await _objects.FindUidAsync(Cat with { Version = "v2" }, "house", "tom", default)).Should().BeNull();
        _fixture.Backend.Seen[^1].Headers["X-Remote-User"].Should().Be("system:serviceaccount:kube-system:generic-garbage-collector");

        _fixture.Backend.Handler = context =>
        {
            context.Response.StatusCode = 500;
            return Task.CompletedTask;
        };
        (await _objects.FindUidAsync(Cat, "house", "tom", default)).Should().BeNull("an owner must not be taken for gone because its server is ill");
        await _fixture.Backend.StopAsync();
        (await _objects.FindUidAsync(Cat, "house", "tom", default)).Should().BeNull();
    }

    [Fact]
    public async Task EmptyNamespace_WithCollectionDelete_DeletesAll()
    {
        var remains = await _objects.EmptyNamespaceAsync("house", default);

        remains.Should().BeEquivalentTo(ForeignRemains.None);
        _cats.Should().BeEmpty();
        _fixture.Backend.Seen.Should().Contain(r => r.Line == $"DELETE /apis/{BackendServer.Group}/v1/namespaces/house/cats" &&
            r.Headers["X-Remote-User"] == "system:serviceaccount:kube-system:namespace-controller");
    }

    [Fact]
    public async Task EmptyNamespace_WithoutCollectionDelete_DeletesOneByOneAndCountsWhatIsLeft()
    {
        _fixture.Backend.Verbs = ["get", "list", "delete"];
        _fixture.Backend.Immortal = "tom";
        await _fixture.Backend.StopAsync();
        await _fixture.Backend.StartAsync();
        await _fixture.PutApiServiceAsync(spec => spec with { VersionPriority = 101 });
        await _fixture.PutApiServiceAsync(spec => spec with { InsecureSkipTlsVerify = true, CaBundle = null });
        await Eventually.Succeeds(() => _fixture.Catalog.Discovery.ResourcesOf(_fixture.Apis.Remote.Single()).Single().Verbs.Should().NotContain("deletecollection"));
        await Eventually.Succeeds(() => _fixture.Apis.Remote.Single().IsAvailable.Should().BeTrue());

        var remains = await _objects.EmptyNamespaceAsync("house", default);

        remains.Remaining.Should().Equal(new Dictionary<string, int> { [$"cats.{BackendServer.Group}"] = 1 });
        _cats.Should().Equal("tom");
    }

    [Fact]
    public async Task EmptyNamespace_WhenTheServerRefusesOrIsAway_SaysSo()
    {
        _fixture.Backend.Handler = context =>
        {
            context.Response.StatusCode = 403;
            return context.Response.WriteAsync("""{"kind":"Status","message":"cats is forbidden"}""");
        };
        (await _objects.EmptyNamespaceAsync("house", default)).DeletionFailures.Should().Equal("cats is forbidden");

        await _fixture.Backend.StopAsync();
        using (await _fixture.GetAsync($"/apis/{BackendServer.Group}/v1/cats"))
        {
            await Eventually.Succeeds(() => _fixture.Apis.Remote.Single().IsAvailable.Should().BeFalse());
        }

        (await _objects.EmptyNamespaceAsync("house", default)).DiscoveryFailures.Should().Equal(
            $"{BackendServer.Group}/v1: stale GroupVersion discovery: {BackendServer.Group}/v1");
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var name = context.Request.Path.Value!.Split("/cats")[1].TrimStart('/');
        lock (_cats)
        {
            if (context.Request.Method == "DELETE")
            {
                _cats.RemoveWhere(c => c != _fixture.Backend.Immortal && (name.Length == 0 || c == name));
            }
        }

        if (name.Length == 0)
        {
            var items = new JsonArray([.. _cats.Select(c => new JsonObject { ["metadata"] = new JsonObject { ["name"] = c } })]);
            await context.Response.WriteAsync(new JsonObject { ["items"] = items }.ToJsonString());
            return;
        }

        context.Response.StatusCode = _cats.Contains(name) || context.Request.Method == "DELETE" ? 200 : 404;
        await context.Response.WriteAsync(new JsonObject { ["metadata"] = new JsonObject { ["uid"] = $"uid-of-{name}" } }.ToJsonString());
    }
}
