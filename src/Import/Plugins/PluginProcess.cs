using System.ComponentModel;
using System.Diagnostics;

namespace ImageStreams.Import;

/// <summary>
/// Runs a credential plugin once: bounded in time and output, and with everything that it has started gone when it fails. What it
/// prints is never part of a message; what it says on standard error may be logged.
/// </summary>
internal sealed class PluginProcess(CredentialProvider provider, TimeProvider time) : IDisposable
{
    public const int MaxOutput = 1 << 20;

    private const int MaxError = 16 * 1024;

    /// <summary>As long as the kubelet waits.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    /// <summary>How long after the end of the program its children may hold the output open.</summary>
    public static readonly TimeSpan Drain = TimeSpan.FromSeconds(2);

    private readonly ProcessFamily _family = new();
    private readonly CancellationTokenSource _over = new();
    private readonly PluginOutput _output = new(MaxOutput, mayOverflow: false);
    private readonly PluginOutput _error = new(MaxError, mayOverflow: true);

    /// <exception cref="CredentialPluginException">There is no answer.</exception>
    public async Task<byte[]> RunAsync(ReadOnlyMemory<byte> input, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        using var process = Start();
        var reading = _output.ReadAsync(process.StandardOutput.BaseStream, _over.Token);
        var listening = _error.ReadAsync(process.StandardError.BaseStream, _over.Token);
        string? problem;
        try
        {
            problem = await FindProblemAsync(process, input, reading, either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            problem = $"did not end within {Patience.TotalSeconds:0} seconds";
        }
        finally
        {
            _family.Kill(process);
            await _over.CancelAsync();
            await Task.WhenAll(reading, listening);
        }

        return problem is null
            ? _output.Bytes
            : throw new CredentialPluginException(provider, problem) { Said = PluginWords.Clean(_error.Bytes, provider) };
    }

    public void Dispose() => _over.Dispose();

    private async Task<string?> FindProblemAsync(Process process, ReadOnlyMemory<byte> input, Task reading, CancellationToken cancellationToken)
    {
        await WriteAsync(process, input, cancellationToken);
        var exit = process.WaitForExitAsync(cancellationToken);
        await Task.WhenAny(reading, exit);
        if (!_output.IsOverfull)
        {
            await exit;
            await Task.WhenAny(reading, Task.Delay(Drain, time, cancellationToken));
        }

        return _output.IsOverfull ? $"printed more than {MaxOutput} bytes"
            : process.ExitCode != 0 ? $"ended with exit code {process.ExitCode}"
            : null;
    }

    private Process Start()
    {
        var start = new ProcessStartInfo(provider.Path, provider.Args)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in provider.Env)
        {
            start.Environment[name] = value;
        }

        _family.Mark(start);
        try
        {
            return Process.Start(start)!;
        }
        catch (Exception e) when (e is Win32Exception or IOException)
        {
            throw new CredentialPluginException(provider, "cannot be started", e);
        }
    }

    private static async Task WriteAsync(Process process, ReadOnlyMemory<byte> input, CancellationToken cancellationToken)
    {
        try
        {
            await process.StandardInput.BaseStream.WriteAsync(input, cancellationToken);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // it does not want to know; its answer tells whether it had to
        }
    }
}
