using ImageStreams.GenericApiServer;
using ImageStreams.LocalRegistry;
using ImageStreams.TestKit;
using Microsoft.AspNetCore.Http;

namespace ImageStreams.Operator.Tests;

/// <summary>docs/spec/push.md#events</summary>
public sealed class PushMetricsTests
{
    [Fact]
    public async Task Metrics_CountNotificationsByFormatAndResult_AndTimeWhatWasWritten()
    {
        using var endpoint = new PrometheusEndpoint("ImageStreams.Push");
        await using var fixture = await PushFixture.StartAsync();
        fixture.Serve("test/app", "latest", SampleImage.Create(1));
        var told = PushFixture.Envelope(PushFixture.Event("1", "push", "test/app", "latest"), PushFixture.Event("2", "pull", "test/app", "latest"), PushFixture.Event("3", "push", "a/b/c", "latest"));
        (await fixture.SendAsync(told)).Should().Be(202);
        (await fixture.SendAsync(told)).Should().Be(202);
        await fixture.SendAsync("{}");
        await fixture.SendAsync([], _ => { });

        await Eventually.Succeeds(async () =>
        {
            var text = await ReadAsync(endpoint);
            text.Should().Contain("imagestreams_push_notifications_total{format=\"distribution\",result=\"accepted\"} 2")
                .And.Contain("imagestreams_push_notifications_total{format=\"harbor\",result=\"accepted\"} 0")
                .And.Contain("imagestreams_push_notifications_total{format=\"unknown\",result=\"malformed\"} 1")
                .And.Contain("imagestreams_push_notifications_total{format=\"unknown\",result=\"unauthenticated\"} 1")
                .And.Contain("imagestreams_push_hints_total{format=\"distribution\",result=\"queued\"} 1")
                .And.Contain("imagestreams_push_hints_total{format=\"distribution\",result=\"repeated\"} 2")
                .And.Contain("imagestreams_push_hints_total{format=\"distribution\",result=\"no_stream\"} 1")
                .And.Contain("imagestreams_push_hints_total{format=\"distribution\",result=\"ignored\"} 2")
                .And.Contain("imagestreams_push_results_total{result=\"written\"} 1")
                .And.Contain("imagestreams_push_latency_seconds_count 1");
            text.Should().NotContain("test/app", "what somebody pushes is no label");
        });
    }

    private static async Task<string> ReadAsync(PrometheusEndpoint endpoint)
    {
        var context = new DefaultHttpContext();
        using var body = new MemoryStream();
        context.Response.Body = body;
        await endpoint.InvokeAsync(context);
        return System.Text.Encoding.UTF8.GetString(body.ToArray());
    }
}
