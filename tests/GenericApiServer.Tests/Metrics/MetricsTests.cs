using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace ImageStreams.GenericApiServer.Tests;

public sealed class MetricsTests : IDisposable
{
    private readonly Meter _meter = new($"test.{Guid.NewGuid():N}");
    private readonly PrometheusEndpoint _endpoint;

    public MetricsTests()
    {
        _endpoint = new PrometheusEndpoint(_meter.Name);
    }

    public void Dispose()
    {
        _endpoint.Dispose();
        _meter.Dispose();
    }

    [Fact]
    public void Counter_AddsUp_PerCombinationOfLabels()
    {
        var counter = _meter.CreateCounter<long>("jobs.done", description: "Jobs\nthat are \\ done.");
        counter.Add(1, new KeyValuePair<string, object?>("kind", "a\"b"), new KeyValuePair<string, object?>("code", 200));
        counter.Add(2, new KeyValuePair<string, object?>("code", 200), new KeyValuePair<string, object?>("kind", "a\"b"));
        counter.Add(5);

        _endpoint.Render().Should().Be("""
            # HELP jobs_done_total Jobs\nthat are \\ done.
            # TYPE jobs_done_total counter
            jobs_done_total 5
            jobs_done_total{code="200",kind="a\"b"} 3

            """.ReplaceLineEndings("\n"));
    }

    [Fact]
    public void Histogram_CountsWhatIsBelowEachBound()
    {
        var histogram = _meter.CreateHistogram("wait", "s", "Waiting.", null, new InstrumentAdvice<double> { HistogramBucketBoundaries = [1, 2.5] });
        foreach (var value in (double[])[0.5, 1, 2, 100])
        {
            histogram.Record(value);
        }

        _endpoint.Render().Should().Be("""
            # HELP wait_seconds Waiting.
            # TYPE wait_seconds histogram
            wait_seconds_bucket{le="1"} 2
            wait_seconds_bucket{le="2.5"} 3
            wait_seconds_bucket{le="+Inf"} 4
            wait_seconds_sum 103.5
            wait_seconds_count 4

            """.ReplaceLineEndings("\n"));
    }

    [Fact]
    public void Gauges_ShowTheLastValue_ObservedOnesOnlyWhatIsThereNow()
    {
        var present = new List<Measurement<int>> { new(1, new KeyValuePair<string, object?>("q", "a")), new(2, new KeyValuePair<string, object?>("q", "b")) };
        _meter.CreateObservableGauge("depth", () => present);
        _meter.CreateObservableCounter("ticks", () => 7L);
        var size = _meter.CreateGauge<long>("size", "By");
        var open = _meter.CreateUpDownCounter<int>("open");
        size.Record(3);
        size.Record(4);
        open.Add(2);
        open.Add(-1);

        _endpoint.Render();
        present.RemoveAt(0);

        _endpoint.Render().Split('\n').Where(l => !l.StartsWith('#')).Should().Equal("depth{q=\"b\"} 2", "open 1", "size_bytes 4", "ticks_total 7", "");
    }

    [Fact]
    public void Labels_ThatGoOutOfHand_AreCountedTogether()
    {
        var counter = _meter.CreateCounter<int>("wild");
        for (var i = 0; i < 10_000; i++)
        {
            counter.Add(1, new KeyValuePair<string, object?>("id", i));
        }

        var lines = _endpoint.Render().Split('\n').Where(l => l.StartsWith("wild_total{", StringComparison.Ordinal)).ToList();

        lines.Should().HaveCount(501).And.Contain("wild_total{overflow=\"true\"} 9500");
    }

    [Fact]
    public void OtherMeters_AreNotShown()
    {
        using var other = new Meter("other");
        other.CreateCounter<int>("secret").Add(1);

        _endpoint.Render().Should().BeEmpty();
    }

    [Fact]
    public async Task Server_CountsItsRequests_WithoutNamesThatCallersInvent()
    {
        await using var api = await TestApi.StartAsync(
            app =>
            {
                app.Map("/metrics", metrics => metrics.Run(app.ApplicationServices.GetRequiredService<PrometheusEndpoint>().InvokeAsync));
                app.UseGenericApiServer();
                app.Run(c => c.Request.Path.Value!.EndsWith("pods", StringComparison.Ordinal) ? Task.CompletedTask : throw ApiException.PathNotFound());
            },
            builder => builder.Services
                .AddGenericApiServer(_ => { })
                .AddSingleton(new PrometheusEndpoint(ApiServerMetrics.MeterName))
                .AddSingleton<IAuthenticator, AnonymousAuthenticator>()
                .AddSingleton<IAuthorizer>(new UnionAuthorizer(new Anyone())));
        await api.Client.GetAsync("/api/v1/pods");
        await api.Client.GetAsync("/api/v1/invented");

        using var response = await api.Client.GetAsync("/metrics");
        var text = await response.Content.ReadAsStringAsync();

        response.Content.Headers.ContentType!.ToString().Should().Be("text/plain; version=0.0.4; charset=utf-8");
        text.Should().Contain("imagestreams_apiserver_requests_total{code=\"200\",resource=\"pods\",verb=\"list\"}")
            .And.Contain("imagestreams_apiserver_requests_total{code=\"404\",resource=\"\",verb=\"list\"}")
            .And.Contain("imagestreams_apiserver_request_duration_seconds_count{resource=\"pods\",verb=\"list\"}")
            .And.Contain("imagestreams_apiserver_requests_in_flight 0")
            .And.NotContain("invented");
    }

    private sealed class Anyone : IAuthorizer
    {
        public ValueTask<AuthorizationDecision> AuthorizeAsync(AuthorizationAttributes attributes, CancellationToken cancellationToken) =>
            ValueTask.FromResult(AuthorizationDecision.Allow());
    }
}
