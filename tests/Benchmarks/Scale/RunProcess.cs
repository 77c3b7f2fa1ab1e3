using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace ImageStreams.Benchmarks;

/// <summary>The program that is measured, as a process of its own, looked at from outside.</summary>
internal sealed class RunProcess : IAsyncDisposable
{
    private static readonly double TicksPerSecond = 100; // what Linux counts processor time in

    private readonly Process _process;
    private readonly HttpClient _http;
    private readonly long _began = Stopwatch.GetTimestamp();

    private RunProcess(Process process, int port, int metricsPort)
    {
        _process = process;
        Address = new Uri($"https://127.0.0.1:{port}");
        Metrics = new Uri($"http://127.0.0.1:{metricsPort}/metrics");
        _http = new HttpClient(new SocketsHttpHandler { SslOptions = { RemoteCertificateValidationCallback = (_, server, _, _) => server is not null } });
        _http.DefaultRequestHeaders.Authorization = new("Bearer", ScaleCluster.Token);
    }

    public Uri Address { get; }

    public Uri Metrics { get; }

    public HttpClient Http => _http;

    public TimeSpan Age => Stopwatch.GetElapsedTime(_began);

    public static RunProcess Start(string program, string kubeconfig, params IEnumerable<string> more)
    {
        var (port, metrics) = (FreePort(), FreePort());
        var start = new ProcessStartInfo(program)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var argument in (string[])["run", "--kubeconfig", kubeconfig, "--bind-address", "127.0.0.1", "--secure-port", Text(port), "--metrics-bind-address", $"127.0.0.1:{metrics}", .. more])
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment["POD_NAMESPACE"] = "imagestreams-system";
        var process = Process.Start(start)!;
        process.OutputDataReceived += (_, line) => Tell(line.Data);
        process.ErrorDataReceived += (_, line) => Tell(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return new RunProcess(process, port, metrics);
    }

    /// <summary>Asks until the answer is one of success, and returns how old the process was then.</summary>
    public async Task<TimeSpan> FirstAnswerAsync(string path)
    {
        while (Age < TimeSpan.FromMinutes(2))
        {
            try
            {
                using var response = await _http.GetAsync(new Uri(Address, path));
                if (response.IsSuccessStatusCode)
                {
                    return Age;
                }
            }
            catch (HttpRequestException)
            {
                // not there yet
            }

            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System);
        }

        throw new TimeoutException($"{path} is not answered");
    }

    /// <summary>Waits until a metric has a value.</summary>
    public async Task<TimeSpan> UntilAsync(string metric, double least)
    {
        while (await MetricAsync(metric) < least)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System);
        }

        return Age;
    }

    /// <summary>The sum of all series whose text begins so.</summary>
    public async Task<double> MetricAsync(string series)
    {
        try
        {
            var text = await _http.GetStringAsync(Metrics);
            return text.Split('\n').Where(l => l.StartsWith(series, StringComparison.Ordinal))
                .Sum(l => double.Parse(l[(l.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture));
        }
        catch (HttpRequestException)
        {
            return 0;
        }
    }

    public async Task<string> MetricsTextAsync() => await _http.GetStringAsync(Metrics);

    /// <summary>Resident memory now, in MiB.</summary>
    public double Resident => Status("VmRSS:");

    /// <summary>The most there ever was, in MiB.</summary>
    public double Peak => Status("VmHWM:");

    /// <summary>Measures the most from now on.</summary>
    public void ForgetPeak() => File.WriteAllText($"/proc/{_process.Id}/clear_refs", "5");

    public int Threads => (int)(Status("Threads:") * 1024);

    public int Handles => Directory.GetFiles($"/proc/{_process.Id}/fd").Length;

    public int Sockets => Directory.GetFiles($"/proc/{_process.Id}/fd").Count(f => new FileInfo(f).LinkTarget?.StartsWith("socket:", StringComparison.Ordinal) == true);

    /// <summary>Processor time so far.</summary>
    public TimeSpan Processor
    {
        get
        {
            var fields = File.ReadAllText($"/proc/{_process.Id}/stat").Split(") ")[1].Split(' ');
            return TimeSpan.FromSeconds((long.Parse(fields[11], null) + long.Parse(fields[12], null)) / TicksPerSecond);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        using var terminate = Process.Start("kill", ["-TERM", Text(_process.Id)]);
        await terminate.WaitForExitAsync();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    internal static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static void Tell(string? line)
    {
        if (line?.Contains(" info:", StringComparison.Ordinal) == false)
        {
            Console.Error.WriteLine($"  run: {line}");
        }
    }

    private double Status(string field) => File.ReadLines($"/proc/{_process.Id}/status").First(l => l.StartsWith(field, StringComparison.Ordinal)) is var line
        ? double.Parse(line.Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024
        : 0;
}
