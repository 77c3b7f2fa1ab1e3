using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ImageStreams.ApiServer;
using ImageStreams.GenericApiServer;
using ImageStreams.Import;
using ImageStreams.Kubernetes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace ImageStreams.Benchmarks;

/// <summary>
/// One stream of 500 tags: its layers beside the same bytes from an array, its tags, and a tag of it that moves. The server runs in this process, beside
/// another port that serves the array as the server would be able to at best.
/// </summary>
internal static class LayersFigures
{
    private const int Tags = 500;
    private const int Connections = 64;
    private const int Rounds = 3;
    private const string InPieces = "/pieces";

    private static readonly string Stream = $"/apis/image.openshift.io/v1/namespaces/{ScaleData.NamespaceOf(0)}/imagestreams/{ScaleData.NameOf(0)}";
    private static readonly string Bearer = $"Authorization: Bearer {ScaleCluster.Token}";

    public static async Task MeasureAsync(ScaleOptions options, ScaleTable table)
    {
        await using var cluster = await ScaleCluster.StartAsync(options.Kubeconfig, $"{options.Data}-layers");
        var data = new ScaleData(1, Tags, options.Layers);
        await data.EnsureAsync(cluster);
        using var host = await ServeAsync(cluster);
        var address = host.Services.GetRequiredService<ApiServerHost>().Address!;
        using var http = new HttpClient(new SocketsHttpHandler { SslOptions = { RemoteCertificateValidationCallback = (_, server, _, _) => server is not null } }) { BaseAddress = address };
        http.DefaultRequestHeaders.Authorization = new("Bearer", ScaleCluster.Token);
        foreach (var encoding in (string[])["", "gzip"])
        {
            await CompareAsync(options, table, http, encoding);
        }

        await table.AddAsync("list of the stream's tags", $"{ScaleTable.Of(await Load.RunAsync(new Uri(address, TagsOf), options.Seconds, Connections, [Bearer]))}");
        var image = $"{Stream.Replace("imagestreams/", "imagestreamimages/", StringComparison.Ordinal)}@{ScaleData.ImageNameOf(0, Tags - 1)}"; // none of those that move
        await table.AddAsync("an image of the stream", $"{ScaleTable.Of(await Load.RunAsync(new Uri(address, image), options.Seconds, Connections, [Bearer]))}");
        await MoveAsync(cluster, data, table, http);
        await host.StopAsync();
    }

    private static string TagsOf => Stream[..Stream.IndexOf("/imagestreams", StringComparison.Ordinal)] + "/imagestreamtags";

    private static async Task CompareAsync(ScaleOptions options, ScaleTable table, HttpClient http, string encoding)
    {
        string[] headers = encoding.Length == 0 ? [Bearer] : [Bearer, $"Accept-Encoding: {encoding}"];
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{Stream}/layers");
        request.Headers.TryAddWithoutValidation("Accept-Encoding", encoding);
        using var response = await http.SendAsync(request);
        var bytes = await response.EnsureSuccessStatusCode().Content.ReadAsByteArrayAsync();
        await using var yardstick = await YardstickAsync(bytes);
        var array = new Uri(yardstick.Urls.First());
        List<Round> rounds = [];
        for (var round = 0; round <= Rounds; round++) // in turn, so that what else the machine does is in all
        {
            var seconds = round == 0 ? 3 : options.Seconds; // the first compiles what the others need
            rounds.Add(new(
                await ServedLoad.RunAsync(new Uri(http.BaseAddress!, $"{Stream}/layers"), seconds, Connections, headers),
                await ServedLoad.RunAsync(array, seconds, Connections, [Bearer]),
                await ServedLoad.RunAsync(new Uri(array, InPieces), seconds, Connections, [Bearer])));
        }

        await ReportAsync(table, rounds[1..], bytes.Length, $"{Tags} tags x {options.Layers} layers{(encoding.Length == 0 ? "" : $", {encoding}")}");
    }

    private static async Task ReportAsync(ScaleTable table, List<Round> rounds, int size, string what)
    {
        await table.AddAsync($"array of {size / 1024} KiB", $"{Middle(rounds.Select(r => r.Array))}");
        await table.AddAsync("the same array, sent in pieces as layers are", $"{Middle(rounds.Select(r => r.Pieces))}");
        await table.AddAsync($"layers, {what}", $"{Middle(rounds.Select(r => r.Layers))}");
        await table.AddAsync("of the array", $"{Compare(rounds, r => r.Array)}");
        await table.AddAsync("of the array in pieces", $"{Compare(rounds, r => r.Pieces)}");
        await table.AddAsync("allocated for such a request", $"{Range(rounds.Select(r => r.Layers.Allocated))} KiB; collector paused {Range(rounds.Select(r => r.Layers.Paused))} ms");
    }

    private static string Compare(List<Round> rounds, Func<Round, ServedLoad> with) =>
        $"requests {Range(rounds.Select(r => r.Layers.Load.PerSecond / with(r).Load.PerSecond))}, processor time {Range(rounds.Select(r => r.Layers.Processor / with(r).Processor))}";

    private static ServedLoad Middle(IEnumerable<ServedLoad> loads) => loads.OrderBy(l => l.Load.PerSecond).ElementAt(Rounds / 2);

    /// <summary>The middle, and the least and the most.</summary>
    private static string Range(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return string.Create(CultureInfo.InvariantCulture, $"{sorted[Rounds / 2]:0.00} ({sorted[0]:0.00} to {sorted[^1]:0.00})");
    }

    /// <summary>One tag after the other gets another image.</summary>
    private static async Task MoveAsync(ScaleCluster cluster, ScaleData data, ScaleTable table, HttpClient http)
    {
        const int Moves = 40;
        var path = $"{ScaleData.Stored}/namespaces/{ScaleData.NamespaceOf(0)}/imagestreams/{ScaleData.NameOf(0)}/status";
        var text = System.Text.Encoding.UTF8.GetString(data.StreamOf(0, withStatus: true));
        List<double> times = [];
        for (var move = 0; move < Moves; move++)
        {
            var image = data.ImageOf(1, move);
            await cluster.SendAsync(HttpMethod.Post, $"{ScaleData.Stored}/images", image);
            text = text.Replace($"\"image\":\"{ScaleData.ImageNameOf(0, move)}\"", $"\"image\":\"{ScaleData.ImageNameOf(1, move)}\"", StringComparison.Ordinal);
            await cluster.SendAsync(HttpMethod.Patch, path, System.Text.Encoding.UTF8.GetBytes(text), "application/merge-patch+json");
            times.Add(await TimeAsync(http));
        }

        times = [.. times.Skip(Moves / 4).Order()]; // the first moves compile what they need
        List<double> again = [];
        for (var i = 0; i < Moves; i++)
        {
            again.Add(await TimeAsync(http));
        }

        await table.AddAsync("layers after one tag moved", $"{times[times.Count / 2]:0.0} ms; {again.Order().ElementAt(Moves / 2):0.0} ms when nothing did");
    }

    private static async Task<double> TimeAsync(HttpClient http)
    {
        var began = System.Diagnostics.Stopwatch.GetTimestamp();
        using var response = await http.GetAsync(new Uri($"{Stream}/layers", UriKind.Relative));
        await response.Content.ReadAsByteArrayAsync();
        return System.Diagnostics.Stopwatch.GetElapsedTime(began).TotalMilliseconds;
    }

    private static async Task<IHost> ServeAsync(ScaleCluster cluster)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Services.AddMetrics();
        builder.Services.AddKubernetes(KubernetesClientConfiguration.BuildConfigFromConfigFile(cluster.Kubeconfig), new KubernetesClientOptions());
        builder.Services.AddSingleton(new ImportSettingsSource(new ImportSettings()));
        builder.Services.AddImport("benchmarks");
        builder.Services.AddImageApiServer(new ApiServerOptions { EndPoint = new(IPAddress.Loopback, 0) });
        var host = builder.Build();
        await host.StartAsync();
        return host;
    }

    private static async Task<WebApplication> YardstickAsync(byte[] bytes)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var made = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256)
            .CreateSelfSigned(TimeProvider.System.GetUtcNow().AddDays(-1), TimeProvider.System.GetUtcNow().AddDays(1));
        var certificate = X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel =>
        {
            kestrel.LimitForApiServer();
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(certificate));
        });
        var app = builder.Build();
        var pieces = KubeResults.Object(new ReadyDocument([new ReadyPart(bytes)]));
        app.Map(InPieces, branch => branch.Run(pieces.ExecuteAsync));
        app.Run(async context =>
        {
            context.Response.ContentType = "application/json";
            context.Response.ContentLength = bytes.Length;
            await context.Response.Body.WriteAsync(bytes);
        });
        await app.StartAsync();
        return app;
    }

    private sealed record Round(ServedLoad Layers, ServedLoad Array, ServedLoad Pieces);
}
