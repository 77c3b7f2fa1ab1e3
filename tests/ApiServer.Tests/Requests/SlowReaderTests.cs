using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using ImageStreams.GenericApiServer;
using ImageStreams.TestKit;
using Microsoft.Extensions.DependencyInjection;

namespace ImageStreams.ApiServer.Tests;

/// <summary>Those who do not read their answers, or do not send all of their requests, cost little and hold up nobody.</summary>
[Collection(ClusterCollection.Name)]
public sealed class SlowReaderTests(TestCluster clusters)
{
    private static readonly TimeSpan Prompt = TimeSpan.FromSeconds(10);

    [Theory]
    [EmbeddedPlane]
    [RealPlane]
    public async Task WatchersWhoNeverRead_HoldLittle_AndHoldUpNobody(PlaneKind plane)
    {
        const int each = 26; // more than one connection to the control plane carries
        const int events = 10;
        const int size = 200_000;
        var place = await clusters.PlaceAsync(plane);
        await place.CreateAsync("s", "{tags: [{name: t, from: {kind: DockerImage, name: quay.io/x/y}, reference: true}]}");
        var (own, aggregated) = (place.Cluster.DirectAddress, place.Cluster.PlaneAddress);
        var targets = new[] { (own, place.Streams), (own, place.Tags()), (own, place.Tags("imagetags")), (aggregated, place.Streams), (aggregated, place.Stored) };
        var lifecycle = place.Cluster.Services.GetRequiredService<ServerLifecycle>();
        var before = GC.GetTotalMemory(forceFullCollection: true);
        List<IdleCaller> watchers = [];
        foreach (var (address, path) in targets.SelectMany(t => Enumerable.Repeat(t, each)))
        {
            watchers.Add(await IdleCaller.ConnectAsync(address, $"GET {path}?watch=true HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer admin-token\r\n\r\n"));
        }

        await Eventually.Succeeds(() => lifecycle.InFlight.Should().BeGreaterThanOrEqualTo(4 * each));
        for (var i = 0; i < events; i++)
        {
            var change = Objects.Parse($"{{spec: {{tags: [{{name: t, annotations: {{note: '{new string('x', size)}{i}'}}}}]}}}}");
            (await place.Admin.StrategicAsync(place.Path("s"), change).WaitAsync(Prompt)).Expect(200);
        }

        foreach (var path in (string[])[place.Path("s"), place.Streams, place.Tags("imagetags"), $"{place.Tags("imagetags")}/s:t"])
        {
            (await place.Admin.GetAsync(path).WaitAsync(Prompt)).Expect(200);
        }

        using var reader = await place.Admin.WatchAsync($"{place.Streams}?watch=true");
        (await reader.NextNameAsync()).Should().Be("ADDED s");
        await Eventually.Succeeds(() => ((GC.GetTotalMemory(forceFullCollection: true) - before) / watchers.Count).Should().BeLessThan(
            7 * size, "a watcher is sent {0} bytes and more, and holds no more than a few copies of one event", events * size));
        watchers.ForEach(w => w.Dispose());
        await Eventually.Succeeds(() => lifecycle.InFlight.Should().BeLessThan(each));
    }

    [Theory]
    [EmbeddedPlane]
    [RealPlane]
    public async Task HalfRequests_HoldUpNobody(PlaneKind plane)
    {
        var place = await clusters.PlaceAsync(plane);
        List<IdleCaller> callers = [];
        foreach (var address in new[] { place.Cluster.DirectAddress, place.Cluster.PlaneAddress })
        {
            for (var i = 0; i < 20; i++)
            {
                callers.Add(await IdleCaller.ConnectAsync(address, $"GET {place.Streams} HTTP/1.1\r\nHost: x\r\nAuthor"));
                callers.Add(await IdleCaller.ConnectAsync(
                    address, $"POST {place.Streams} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer admin-token\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{{\"kind\""));
            }
        }

        for (var i = 0; i < 5; i++)
        {
            (await place.Admin.PostAsync(place.Streams, Objects.Stream($"s{i}")).WaitAsync(Prompt)).Expect(201);
            (await place.Cluster.Directly("admin-token").GetAsync(place.Streams).WaitAsync(Prompt)).Expect(200).Names().Should().HaveCount(i + 1);
        }

        callers.ForEach(c => c.Dispose());
    }

    [Theory]
    [EmbeddedPlane]
    [RealPlane]
    public async Task ManyRequestsAtOnce_AreAllServed(PlaneKind plane)
    {
        var place = await clusters.PlaceAsync(plane);
        await place.CreateAsync("s");

        var answers = await Task.WhenAll(Enumerable.Range(0, 300).Select(i => i % 3 == 0
            ? place.Admin.PostAsync($"{place.Streams}?dryRun=All", Objects.Stream($"s{i}"))
            : place.Admin.GetAsync(i % 3 == 1 ? place.Path("s") : place.Tags()))).WaitAsync(TimeSpan.FromSeconds(30));

        answers.Select(a => a.Code).Should().OnlyContain(code => code == 200 || code == 201 || code == 429);
        answers.Count(a => a.Code == 429).Should().BeLessThan(100, "only what is too much at a time is to come again");
    }

    /// <summary>A connection on which something was sent, and nothing is read.</summary>
    private sealed class IdleCaller(TcpClient connection, SslStream stream) : IDisposable
    {
        public static async Task<IdleCaller> ConnectAsync(Uri address, string sent)
        {
            var connection = new TcpClient { ReceiveBufferSize = 4096 };
            await connection.ConnectAsync(address.Host, address.Port);
            var stream = new SslStream(connection.GetStream());
            await stream.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = "localhost", RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate is not null });
            await stream.WriteAsync(Encoding.ASCII.GetBytes(sent));
            return new(connection, stream);
        }

        public void Dispose()
        {
            stream.Dispose();
            connection.Dispose();
        }
    }
}
