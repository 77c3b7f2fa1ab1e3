using System.Text.Json.Nodes;
using ImageStreams.GenericApiServer;
using ImageStreams.TestKit;
using Microsoft.Extensions.DependencyInjection;

namespace ImageStreams.ApiServer.Tests;

public sealed class ShutdownTests
{
    private const string Stored = "/apis/image.openshift.io/v1stored/namespaces/demo/imagestreams";
    private const string Streams = $"{ApiClient.Group}/namespaces/demo/imagestreams";

    [Fact]
    public async Task Stop_FailsReadinessFirst_EndsWatches_FinishesWhatIsInFlight_AndTakesNoMore()
    {
        var gate = new TaskCompletionSource();
        await using var server = await ScriptedServer.StartAsync(null, options => options.ShutdownDelay = TimeSpan.FromSeconds(5));
        server.Plane.Put($"{Stored}/a", new JsonObject { ["apiVersion"] = "image.openshift.io/v1stored", ["kind"] = "ImageStream" });
        var client = server.As();
        using var watch = await client.WatchAsync($"{Streams}?watch=true");
        (await watch.NextNameAsync()).Should().Be("ADDED a");
        server.Plane.Fail(request => request.Path == $"{Stored}/a" ? Held(server.Plane, gate.Task) : null);
        var inFlight = server.As().GetAsync($"{Streams}/a");
        await Eventually.Succeeds(() => server.Host.Services.GetRequiredService<ServerLifecycle>().InFlight.Should().Be(2));

        var stop = server.StopAsync();

        await Eventually.Succeeds(async () => (await server.As().GetAsync("/readyz/shutdown")).Text.Should().Contain("shutting down"));
        (await watch.NextAsync()).Should().BeNull("the watch has ended");
        (await server.As().GetAsync("/livez")).Code.Should().Be(200, "requests are still taken");
        stop.IsCompleted.Should().BeFalse();
        await Eventually.Succeeds(() => server.Clock.WaitingTimers.Should().BeGreaterThan(0));
        server.Clock.Advance(TimeSpan.FromSeconds(5));
        await Eventually.Succeeds(async () =>
        {
            var act = async () => await server.As().GetAsync("/livez");
            await act.Should().ThrowAsync<HttpRequestException>();
        });
        inFlight.IsCompleted.Should().BeFalse();
        gate.SetResult();
        (await inFlight).Expect(200)["metadata"]!["name"]!.ToString().Should().Be("a");
        await stop;
        server.Errors.Should().BeEmpty();
    }

    private static FakeReply Held(FakeCluster plane, Task gate) => FakeReply.Custom(async (context, cancellationToken) =>
    {
        await gate.WaitAsync(cancellationToken);
        context.Response.ContentType = "application/json";
        await Microsoft.AspNetCore.Http.HttpResponseWritingExtensions.WriteAsync(context.Response, plane.Find($"{Stored}/a")!.ToJsonString(), cancellationToken);
    });
}
