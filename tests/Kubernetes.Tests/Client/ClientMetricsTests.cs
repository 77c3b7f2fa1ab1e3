using System.Diagnostics.Metrics;
using ImageStreams.Entities;
using ImageStreams.TestKit;
using Microsoft.Extensions.Logging.Abstractions;

namespace ImageStreams.Kubernetes.Tests;

public sealed class ClientMetricsTests
{
    [Fact]
    public async Task Requests_AnsweredRepeatedAndUnreadable_AreCounted()
    {
        using var meter = new Meter(KubernetesMetrics.MeterName);
        using var counted = new MeterReader(meter);
        await using var server = await FakeApiServer.StartAsync();
        server.On("GET /api/v1/configmaps", FakeReply.Status(503, "ServiceUnavailable", "m"), FakeReply.List("1", null, TestClients.BrokenConfigMap("a", "1")));
        using var client = new KubernetesClient(
            new KubernetesClientConfiguration { Host = server.Address }, new KubernetesClientOptions(), new KubernetesMetrics(meter), TimeProvider.System,
            NullLoggerFactory.Instance);
        counted.Value("imagestreams_client_retries_total", "method=GET").Should().Be(0, "the series is there before it counts");

        await client.Resource<ConfigMap>().ListAsync(ListOptions.All, CancellationToken.None);

        counted.Value("imagestreams_client_requests_total", "method=GET,code=503").Should().Be(1);
        counted.Value("imagestreams_client_requests_total", "method=GET,code=200").Should().Be(1);
        counted.Value("imagestreams_client_retries_total", "method=GET").Should().Be(1);
        counted.Value("imagestreams_client_decode_failures_total", "resource=configmaps").Should().Be(1);
    }
}
