using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using ImageStreams.TestKit;
using Microsoft.Extensions.Logging;

namespace ImageStreams.ControlPlane.Tests;

public sealed class ControlPlaneHostTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private ControlPlaneOptions Options => new() { DataDirectory = _folder.Path, Port = 0, TokenAuthFile = _folder.Write("tokens.csv", ControlPlaneFixture.Tokens), WaitForDisk = false };

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Start_OnATakenPort_SaysWhatToDo()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;

        var start = () => StartAsync(Options with { Port = port });

        await start.Should().ThrowAsync<ControlPlaneException>().WithMessage($"port {port} is in use by another process: stop it, or choose another --port");
        await using var afterwards = await StartAsync(Options);
    }

    [Fact]
    public async Task Start_OnAFolderInUse_SaysWhatToDo()
    {
        await using var first = await StartAsync(Options);

        var second = () => StartAsync(Options);

        await second.Should().ThrowAsync<ControlPlaneException>().WithMessage("*objects.db is in use by another process: stop it, or choose another --data-dir");
    }

    [Fact]
    public async Task Start_WithoutItsTokenFile_SaysSo()
    {
        var start = () => StartAsync(Options with { TokenAuthFile = Path.Combine(_folder.Path, "none.csv") });

        await start.Should().ThrowAsync<ControlPlaneException>().WithMessage("*none.csv*");
    }

    [Fact]
    public async Task Restart_KeepsObjectsVersionsAndKeys()
    {
        string version, kubeConfig;
        await using (var first = await StartAsync(Options))
        {
            using var client = Client(first);
            await client.OkAsync("POST", "/api/v1/namespaces/default/configmaps", """{"metadata":{"name":"kept"},"data":{"a":"b"}}""");
            version = (await client.OkAsync("GET", "/api/v1/namespaces/default/configmaps/kept"))["metadata"]!["resourceVersion"]!.GetValue<string>();
            kubeConfig = await File.ReadAllTextAsync(first.KubeConfigPath);
            await first.StopAsync(CancellationToken.None);
        }

        await using var second = await StartAsync(Options);
        using var again = Client(second);

        (await again.OkAsync("GET", "/api/v1/namespaces/default/configmaps/kept"))["metadata"]!["resourceVersion"]!.GetValue<string>().Should().Be(version);
        var authority = (string text) => text.Split('\n').Single(l => l.Contains("certificate-authority-data", StringComparison.Ordinal));
        authority(await File.ReadAllTextAsync(second.KubeConfigPath)).Should().Be(authority(kubeConfig));
    }

    [Fact]
    public async Task Stop_EndsWatchesAndReturnsSoon()
    {
        var host = await StartAsync(Options);
        using var client = Client(host);
        using var watch = await client.Http.GetAsync(new Uri("/api/v1/namespaces?watch=1&resourceVersion=0", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead);
        await using var stream = await watch.Content.ReadAsStreamAsync();
        using var reader = new StreamReader(stream);
        (await reader.ReadLineAsync()).Should().StartWith("""{"type":"ADDED",""");

        var began = TimeProvider.System.GetTimestamp();
        await host.StopAsync(CancellationToken.None);

        TimeProvider.System.GetElapsedTime(began).Should().BeLessThan(TimeSpan.FromSeconds(5), "nobody waits for watches");
        (await reader.ReadToEndAsync()).Should().NotContain("ERROR");
    }

    [Fact]
    public async Task Dispose_WhileControllersWrite_LetsThemEndFirst()
    {
        var errors = new ConcurrentQueue<string>();
        for (var round = 0; round < 10; round++)
        {
            using var folder = new TemporaryFolder();
            await using var host = await ControlPlaneHost.StartAsync(
                Options with { DataDirectory = folder.Path },
                logging => logging.AddProvider(new ErrorCollector(errors)),
                CancellationToken.None);
            using var client = new PlaneClient(ControlPlaneFixture.NewClient(folder.Path, host.Address, "admin"));

            // The roles that are made of others are written anew after this.
            await client.OkAsync(
                "POST",
                "/apis/rbac.authorization.k8s.io/v1/clusterroles",
                """
                {"metadata":{"name":"tigers","labels":{"rbac.authorization.k8s.io/aggregate-to-view":"true"}},
                 "rules":[{"apiGroups":["zoo"],"resources":["tigers"],"verbs":["get"]}]}
                """);
        }

        errors.Should().BeEmpty();
    }

    [Fact]
    public async Task Signals_OfTheProcess_AreLeftToItsOwner()
    {
        using var process = StartProcess();
        try
        {
            var address = (await ReadUntilAsync(process, "ready ")).Split(' ')[1];
            using var client = new PlaneClient(ControlPlaneFixture.NewClient(_folder.Path, new Uri(address), "admin"));
            using var watch = await client.Http.GetAsync(new Uri("/api/v1/namespaces/default/configmaps?watch=1", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead);
            using var reader = new StreamReader(await watch.Content.ReadAsStreamAsync());
            await PeerPrograms.RunAsync("kill", process.Id.ToString(CultureInfo.InvariantCulture));
            await ReadUntilAsync(process, "asked to stop");
            await client.OkAsync("POST", "/api/v1/namespaces/default/configmaps", """{"metadata":{"name":"late"}}""");

            var line = await reader.ReadLineAsync();
            while (line?.Contains("\"late\"", StringComparison.Ordinal) == false)
            {
                line = await reader.ReadLineAsync();
            }

            line.Should().NotBeNull("the watch goes on until the owner stops the control plane");
        }
        finally
        {
            process.Kill();
            await process.WaitForExitAsync();
        }
    }

    [Fact]
    public async Task Requests_BeyondTheLimit_AreRefusedWithAnAnswer()
    {
        await using var host = await StartAsync(Options);
        using var client = Client(host);

        var (code, refusal) = await client.SendAsync("POST", "/api/v1/namespaces/default/configmaps", $$$"""{"metadata":{"name":"large"},"data":{"a":"{{{new string('x', 20 << 20)}}}"}}""");
        var (stored, tooLarge) = await client.SendAsync(
            "POST", "/api/v1/namespaces/default/pods", $$$"""{"metadata":{"name":"large"},"spec":{"note":"{{{new string('x', 2 << 20)}}}"}}""");

        code.Should().Be(413);
        refusal["message"]!.GetValue<string>().Should().Be("Request entity too large: limit is 3145728");
        stored.Should().Be(500);
        tooLarge["message"]!.GetValue<string>().Should().Be("etcdserver: request is too large");
        tooLarge["reason"].Should().BeNull();
    }

    [Fact]
    public async Task Kill_OfTheProcess_LosesNothingThatWasAnswered()
    {
        using var process = StartProcess();
        var written = 0;
        try
        {
            var line = await ReadUntilAsync(process, "ready ");
            using var client = new PlaneClient(ControlPlaneFixture.NewClient(_folder.Path, new Uri(line.Split(' ')[1]), "admin"));
            while (written < 200)
            {
                await client.OkAsync("POST", "/api/v1/namespaces/default/configmaps", $$$"""{"metadata":{"name":"n{{{written}}}"}}""");
                written++;
            }
        }
        finally
        {
            process.Kill();
            await process.WaitForExitAsync();
        }

        await using var host = await StartAsync(Options);
        using var again = Client(host);
        var names = (await again.OkAsync("GET", "/api/v1/namespaces/default/configmaps"))["items"]!.AsArray().Select(i => i!["metadata"]!["name"]!.GetValue<string>());
        names.Should().Contain(Enumerable.Range(0, written).Select(i => $"n{i}"));
    }

    [Fact]
    public async Task Health_IsGoodAndMetricsAreThere()
    {
        await using var host = await StartAsync(Options);
        using var client = Client(host);

        (await client.OkAsync("GET", "/readyz"))["text"]!.GetValue<string>().Should().Be("ok");
        (await client.OkAsync("GET", "/metrics"))["text"]!.GetValue<string>().Should().Contain("imagestreams_apiserver");
        (await client.OkAsync("GET", "/version"))["gitVersion"]!.GetValue<string>().Should().Be("v1.36.0+imagestreams");
    }

    private static Task<ControlPlaneHost> StartAsync(ControlPlaneOptions options) =>
        ControlPlaneHost.StartAsync(options, logging => logging.SetMinimumLevel(LogLevel.None), CancellationToken.None);

    /// <summary>The next line of its output that begins so.</summary>
    private static async Task<string> ReadUntilAsync(Process process, string beginning)
    {
        var line = await process.StandardOutput.ReadLineAsync();
        while (line?.StartsWith(beginning, StringComparison.Ordinal) == false)
        {
            line = await process.StandardOutput.ReadLineAsync();
        }

        return line ?? throw new InvalidOperationException("the control plane ended by itself");
    }

    /// <summary>A control plane as a process, see <see cref="CrashingWriter"/>.</summary>
    private Process StartProcess() => Process.Start(new ProcessStartInfo("dotnet")
    {
        ArgumentList = { "exec", typeof(ControlPlaneHostTests).Assembly.Location, "serve", _folder.Path, "0" },
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
    })!;

    private PlaneClient Client(ControlPlaneHost host) => new(ControlPlaneFixture.NewClient(_folder.Path, host.Address, "admin"));
}
