using System.Diagnostics;
using ImageStreams.TestKit;

namespace ImageStreams.EndToEnd.Tests;

/// <summary>The shell of a user: a cluster, a home of its own, and logins that nobody else has.</summary>
internal sealed class UserShell(TemporaryFolder folder, string kubeconfig)
{
    private readonly string _home = Directory.CreateDirectory(Path.Combine(folder.Path, Guid.NewGuid().ToString("N"))).FullName;

    /// <summary>Runs a line that must succeed; gives what it printed.</summary>
    public async Task<string> RunAsync(string line)
    {
        var result = await TryAsync(line);
        result.ExitCode.Should().Be(0, "{0} printed {1}{2}", line, result.Output, result.Error);
        return result.Output;
    }

    /// <summary>Runs a line that must fail; gives what it complained of.</summary>
    public async Task<string> FailAsync(string line)
    {
        var result = await TryAsync(line);
        result.ExitCode.Should().NotBe(0, "{0} printed {1}", line, result.Output);
        return result.Error;
    }

    public async Task<CommandOutput> TryAsync(string line)
    {
        var start = new ProcessStartInfo("/bin/sh", ["-c", line]) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = _home };
        start.Environment["HOME"] = _home;
        start.Environment["KUBECONFIG"] = kubeconfig;
        start.Environment["REGISTRY_AUTH_FILE"] = Path.Combine(_home, "auth.json");
        start.Environment["LC_ALL"] = "C";
        if (RealControlPlane.FindProgram("oc") is { } oc)
        {
            start.Environment["PATH"] = $"{Path.GetDirectoryName(oc)}:{Environment.GetEnvironmentVariable("PATH")}";
        }

        using var process = Process.Start(start)!;
        using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        var (output, error) = (process.StandardOutput.ReadToEndAsync(deadline.Token), process.StandardError.ReadToEndAsync(deadline.Token));
        await process.WaitForExitAsync(deadline.Token);
        return new CommandOutput(process.ExitCode, await output, await error);
    }
}
