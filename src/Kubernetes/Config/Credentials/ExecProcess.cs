using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;

namespace ImageStreams.Kubernetes;

/// <summary>Runs an exec plugin: bounded in time and output. What it writes to standard error goes to ours, never into a message.</summary>
internal sealed class ExecProcess(TimeProvider time, Func<bool> terminal)
{
    private const int MaxOutput = 1 << 20;

    public static TimeSpan Deadline { get; } = TimeSpan.FromMinutes(1);

    public async Task<byte[]> RunAsync(ExecConfig exec, CancellationToken cancellationToken)
    {
        var interactive = exec.InteractiveMode != ExecInteractiveMode.Never && terminal();
        if (exec.InteractiveMode == ExecInteractiveMode.Always && !interactive)
        {
            throw new KubeConfigException($"exec plugin \"{exec.Command}\" wants to ask the user, but standard input is no terminal");
        }

        using var process = Start(exec, interactive);
        using var deadline = new CancellationTokenSource(Deadline, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        try
        {
            var output = await ReadAsync(process, exec, either.Token);
            await process.WaitForExitAsync(either.Token);
            return process.ExitCode == 0
                ? output
                : throw new KubeConfigException($"exec plugin \"{exec.Command}\" ended with exit code {process.ExitCode}");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new KubeConfigException($"exec plugin \"{exec.Command}\" did not end within {Deadline.TotalSeconds:0} seconds");
        }
        finally
        {
            Kill(process);
        }
    }

    private static Process Start(ExecConfig exec, bool interactive)
    {
        var start = new ProcessStartInfo(exec.Command, exec.Args)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardInput = !interactive,
        };
        foreach (var (name, value) in exec.Env)
        {
            start.Environment[name] = value;
        }

        start.Environment["KUBERNETES_EXEC_INFO"] = Info(exec, interactive);
        try
        {
            var process = Process.Start(start)!;
            if (!interactive)
            {
                process.StandardInput.Close();
            }

            return process;
        }
        catch (Exception e) when (e is Win32Exception or IOException)
        {
            var hint = exec.InstallHint is { Length: > 0 } text ? $"; {text.ReplaceLineEndings(" ").Trim()}" : "";
            throw new KubeConfigException($"exec plugin \"{exec.Command}\" cannot be started{hint}", e);
        }
    }

    private static string Info(ExecConfig exec, bool interactive) => JsonSerializer.Serialize(
        new ExecCredential
        {
            Kind = "ExecCredential",
            ApiVersion = exec.ApiVersion,
            Spec = new ExecCredentialSpec { Interactive = interactive, Cluster = exec.Cluster },
        },
        KubernetesJsonContext.Default.ExecCredential);

    private static async Task<byte[]> ReadAsync(Process process, ExecConfig exec, CancellationToken cancellationToken)
    {
        var output = new byte[MaxOutput + 1];
        var length = await process.StandardOutput.BaseStream.ReadAtLeastAsync(output, output.Length, throwOnEndOfStream: false, cancellationToken);
        return length <= MaxOutput
            ? output[..length]
            : throw new KubeConfigException($"exec plugin \"{exec.Command}\" printed more than {MaxOutput} bytes");
    }

    private static void Kill(Process process)
    {
        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (Exception e) when (e is InvalidOperationException or Win32Exception)
        {
            // it has ended already
        }
    }
}
