using System.Diagnostics;
using ImageStreams.TestKit;

namespace ImageStreams.ApiServer.Tests;

/// <summary>The real kubectl, as the administrator of a cluster.</summary>
internal sealed class Kubectl(TestCluster cluster) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    /// <summary>Runs a command that must succeed without a complaint; gives the lines that it printed, with runs of blanks as one.</summary>
    public async Task<IReadOnlyList<string>> LinesAsync(string arguments) =>
        [.. (await RunAsync(arguments)).Split('\n').Select(line => string.Join(' ', line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))).Where(l => l.Length > 0)];

    /// <summary>Runs a command that must succeed without a complaint; gives what it printed.</summary>
    public async Task<string> RunAsync(string arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(
            "kubectl", ["--kubeconfig", cluster.Kubeconfig, "--cache-dir", _folder.Path, .. arguments.Split(' ')])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(1));
        var complaints = string.Join('\n', (await error).Split('\n').Where(l => !l.StartsWith("WARNING: version difference", StringComparison.Ordinal)));
        (process.ExitCode, complaints).Should().Be((0, ""), "kubectl {0}", arguments);
        return await output;
    }

    public void Dispose() => _folder.Dispose();
}
