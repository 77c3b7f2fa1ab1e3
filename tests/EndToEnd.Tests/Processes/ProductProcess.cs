using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using ImageStreams.TestKit;

namespace ImageStreams.EndToEnd.Tests;

/// <summary>The built executable as a process of its own. It ends with us.</summary>
public sealed class ProductProcess : IAsyncDisposable
{
    private const int Killed = 128 + 9;

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _output = new();
    private readonly ConcurrentQueue<string> _errors = new();

    private ProductProcess(Process process)
    {
        _process = process;
        _process.OutputDataReceived += (_, line) => Keep(_output, line.Data);
        _process.ErrorDataReceived += (_, line) => Keep(_errors, line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        AppDomain.CurrentDomain.ProcessExit += KillAtExit;
    }

    /// <summary>The executable that is tested: the one that <c>E2E_PROGRAM</c> names, as a published one, or the one that was built with the tests.</summary>
    public static string Program { get; } = Environment.GetEnvironmentVariable("E2E_PROGRAM") ?? Path.Combine(AppContext.BaseDirectory, "imagestreams");

    /// <summary>The lines it printed so far.</summary>
    public IReadOnlyList<string> Output => [.. _output];

    /// <summary>The lines on its standard error so far.</summary>
    public IReadOnlyList<string> Errors => [.. _errors];

    public bool HasExited => _process.HasExited;

    /// <summary>All of it.</summary>
    public string Log => string.Join('\n', Output.Concat(Errors));

    public static ProductProcess Start(string executable, params IEnumerable<string> arguments) => new(Process.Start(
        new ProcessStartInfo(executable, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = Path.GetTempPath() })!);

    /// <summary>Runs a command to its end.</summary>
    public static async Task<CommandOutput> RunAsync(string executable, params IEnumerable<string> arguments)
    {
        await using var process = Start(executable, arguments);
        var code = await process.WaitAsync();
        return new CommandOutput(code, string.Join('\n', process.Output), string.Join('\n', process.Errors));
    }

    /// <summary>A port that nobody listens on.</summary>
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>Waits until the assertion holds; fails with the log when the process ends before.</summary>
    public async Task EventuallyAsync(Func<Task> assertion)
    {
        var problem = "";
        try
        {
            await Eventually.Succeeds(
                async () =>
                {
                    problem = HasExited ? $"the process has ended with {_process.ExitCode}" : "";
                    if (problem.Length == 0)
                    {
                        await assertion();
                    }
                },
                TimeSpan.FromMinutes(1));
        }
        catch (Exception e)
        {
            throw new InvalidOperationException($"{e.Message}\nThe log of the process:\n{Log}", e);
        }

        problem.Should().BeEmpty("{0}", Log);
    }

    /// <summary>Kills it as nothing can be told of: <c>kill -9</c>.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        (await WaitAsync()).Should().Be(Killed);
    }

    /// <summary>Tells it to end, <c>SIGTERM</c>; gives its exit code.</summary>
    public async Task<int> TerminateAsync()
    {
        using var kill = Process.Start("kill", ["-TERM", $"{_process.Id}"]);
        await kill.WaitForExitAsync();
        return await WaitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        AppDomain.CurrentDomain.ProcessExit -= KillAtExit;
        KillAtExit(this, EventArgs.Empty);
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private async Task<int> WaitAsync()
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        await _process.WaitForExitAsync(deadline.Token);
        return _process.ExitCode;
    }

    private static void Keep(ConcurrentQueue<string> lines, string? line)
    {
        if (line is not null)
        {
            lines.Enqueue(line);
        }
    }

    private void KillAtExit(object? sender, EventArgs e)
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true); // a script has started others
        }
    }
}
