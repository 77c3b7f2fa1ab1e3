using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace ImageStreams.Benchmarks;

/// <summary>The embedded control plane by itself: objects of 4 KiB, over TLS.</summary>
internal static class PlaneFigures
{
    private const int Watchers = 1_000;
    private const int Changes = 20;
    private const string ConfigMaps = "/api/v1/namespaces/default/configmaps";

    private static readonly string Bearer = $"Authorization: Bearer {ScaleCluster.Token}";

    public static async Task MeasureAsync(ScaleOptions options, ScaleTable table)
    {
        var folder = $"{options.Data}-plane";
        await using var cluster = await ScaleCluster.StartAsync(null, folder);
        var address = cluster.Admin.Configuration.Host;
        await cluster.ApplyAsync($"{ConfigMaps}/one", $"{{apiVersion: v1, kind: ConfigMap, metadata: {{name: one}}, data: {{text: {new string('x', 3_800)}}}}}");
        var one = new Uri(address, $"{ConfigMaps}/one");
        await Load.RunAsync(one, 3, 32, [Bearer]);
        await table.AddAsync("reads of 4 KiB", $"{ScaleTable.Of(await Load.RunAsync(one, options.Seconds, 32, [Bearer]))}");
        await table.AddAsync("writes of 4 KiB, not waiting for the disk", $"{ScaleTable.Of(await WriteAsync(folder, address, options.Seconds))}");
        await WatchAsync(cluster, table);
    }

    /// <summary>Each write makes another object.</summary>
    private static async Task<Load> WriteAsync(string folder, Uri address, int seconds)
    {
        var script = Path.Combine(folder, "write.lua");
        await File.WriteAllTextAsync(script, $$"""
            local n = 0
            local run = {{TimeProvider.System.GetUtcNow().ToUnixTimeSeconds()}}
            local text = string.rep("x", 3800)
            request = function()
              n = n + 1
              local body = '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"w-' .. run .. '-' .. n .. '"},"data":{"text":"' .. text .. '"} }'
              return wrk.format("POST", "{{ConfigMaps}}", {["Content-Type"] = "application/json", ["Authorization"] = "Bearer {{ScaleCluster.Token}}"}, body)
            end
            """);
        return await Load.RunAsync(address, seconds, 32, [], script);
    }

    private static async Task WatchAsync(ScaleCluster cluster, ScaleTable table)
    {
        const string Path = "/api/v1/namespaces/watched/configmaps";
        await cluster.ApplyAsync("/api/v1/namespaces/watched", "{apiVersion: v1, kind: Namespace, metadata: {name: watched}}");
        var list = JsonNode.Parse(await cluster.Admin.GetRawAsync($"{Path}?limit=1", default))!;
        var version = (string)list["metadata"]!["resourceVersion"]!;
        using var http = new HttpClient(new SocketsHttpHandler
        {
            EnableMultipleHttp2Connections = true,
            SslOptions = { RemoteCertificateValidationCallback = (_, server, _, _) => server is not null },
        });
        http.DefaultRequestHeaders.Authorization = new("Bearer", ScaleCluster.Token);
        var seen = new int[Watchers];
        var twice = 0;
        using var stop = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        var opened = new CountdownEvent(Watchers);
        var watches = Enumerable.Range(0, Watchers).Select(i => Task.Run(async () =>
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(cluster.Admin.Configuration.Host, $"{Path}?watch=true&resourceVersion={version}")) { Version = HttpVersion.Version20 };
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, stop.Token);
            opened.Signal();
            using var reader = new StreamReader(await response.EnsureSuccessStatusCode().Content.ReadAsStreamAsync(stop.Token));
            HashSet<string> versions = [];
            while (versions.Count < Changes && await reader.ReadLineAsync(stop.Token) is { } line)
            {
                var change = JsonNode.Parse(line)!["object"]!["metadata"]!["resourceVersion"]!.ToString();
                twice += versions.Add(change) ? 0 : 1;
                seen[i] = versions.Count;
            }
        })).ToList();
        opened.Wait(stop.Token);
        var began = Stopwatch.GetTimestamp();
        for (var change = 0; change < Changes; change++)
        {
            var body = $$"""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"generateName":"x-"},"data":{"text":"{{new string('x', 3_800)}}"} }""";
            await cluster.SendAsync(HttpMethod.Post, Path, Encoding.UTF8.GetBytes(body));
        }

        await Task.WhenAll(watches);
        var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        await table.AddAsync(
            $"{Watchers.ToString(CultureInfo.InvariantCulture)} watchers of {Changes} changes",
            $"{seen.Count(s => s == Changes)} saw each change, {twice} saw one twice; {Watchers * Changes / seconds:0} events/s");
    }
}
