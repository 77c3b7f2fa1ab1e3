using System.Diagnostics;

namespace ImageStreams.TestKit;

/// <summary>One program of a control plane; its output goes to a file, and it ends with us.</summary>
internal sealed class RealControlPlaneProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly StreamWriter _log;
    private readonly string _logPath;

    private RealControlPlaneProcess(Process process, string logPath)
    {
        _process = process;
        _logPath = logPath;
        _log = new StreamWriter(logPath) { AutoFlush = true };
        _process.OutputDataReceived += Log;
        _process.ErrorDataReceived += Log;
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        AppDomain.CurrentDomain.ProcessExit += Kill;
    }

    public static RealControlPlaneProcess Start(string program, string folder, params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = folder };
        return new RealControlPlaneProcess(Process.Start(start)!, Path.Combine(folder, $"{Path.GetFileName(program)}.log"));
    }

    /// <summary>Waits until <paramref name="isReady"/>; fails with the end of the program's log when it ends before or takes too long.</summary>
    public async Task WaitUntilAsync(Func<Task<bool>> isReady)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (!await isReady())
        {
            if (_process.HasExited || TimeProvider.System.GetElapsedTime(began) > TimeSpan.FromMinutes(2))
            {
                throw new InvalidOperationException($"{_process.StartInfo.FileName} did not become ready:\n{Tail()}");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System);
        }
    }

    public async ValueTask DisposeAsync()
    {
        AppDomain.CurrentDomain.ProcessExit -= Kill;
        Kill(this, EventArgs.Empty);
        await _process.WaitForExitAsync();
        _process.Dispose();
        lock (_log)
        {
            _log.Dispose();
        }
    }

    private string Tail()
    {
        lock (_log)
        {
            _log.Flush();
        }

        using var file = new StreamReader(new FileStream(_logPath, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        return string.Join('\n', file.ReadToEnd().Split('\n').TakeLast(20));
    }

    private void Log(object sender, DataReceivedEventArgs e)
    {
        lock (_log)
        {
            if (e.Data is not null && _log.BaseStream?.CanWrite == true)
            {
                _log.WriteLine(e.Data);
            }
        }
    }

    private void Kill(object? sender, EventArgs e)
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }
    }
}
