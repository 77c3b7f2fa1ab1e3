using System.Diagnostics;
using ImageStreams.TestKit;

namespace ImageStreams.ApiServer.Tests;

/// <summary>The real kubectl, as the administrator of a cluster.</summary>
internal sealed class Kubectl(TestCluster cluster) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly TemporaryFolder _folder = new();

    /// <summary>Runs a command that must succeed without a complaint; gives the lines that it printed, with runs of blanks as one.</summary>
    public async Task<IReadOnlyList<string>> LinesAsync(string arguments) => Lines(await RunAsync(arguments));

    /// <summary>Runs a command that must succeed without a complaint; gives what it printed.</summary>
    public async Task<string> RunAsync(string arguments)
    {
        var result = await TryAsync(arguments);
        (result.Code, result.Complaints).Should().Be((0, ""), "kubectl {0}", arguments);
        return result.Output;
    }

    /// <summary>Runs a command that may fail.</summary>
    /// <param name="arguments">Separated by blanks.</param>
    /// <param name="editor">The command that stands for somebody who edits.</param>
    public async Task<CommandResult> TryAsync(string arguments, string editor = "false")
    {
        using var process = Start(arguments, editor);
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync().WaitAsync(Patience);
        var complaints = (await error).Split('\n').Where(l => l.Length > 0 && !l.StartsWith("WARNING: version difference", StringComparison.Ordinal));
        return new(process.ExitCode, await output, string.Join('\n', complaints));
    }

    /// <summary>Runs a command that does not end, until it has printed so many lines and, after <paramref name="change"/>, one more.</summary>
    public async Task<IReadOnlyList<string>> WatchAsync(string arguments, int count, Func<Task> change)
    {
        using var process = Start(arguments, "false");
        List<string> lines = [];
        try
        {
            while (lines.Count <= count && await process.StandardOutput.ReadLineAsync().WaitAsync(Patience) is { } line)
            {
                lines.AddRange(Lines(line));
                await (lines.Count == count ? change() : Task.CompletedTask);
            }
        }
        finally
        {
            process.Kill();
        }

        return lines;
    }

    /// <summary>Writes a file to name in arguments.</summary>
    public string File(string name, string yaml) => _folder.Write(name, yaml);

    public void Dispose() => _folder.Dispose();

    private static List<string> Lines(string text) =>
        [.. text.Split('\n').Select(line => string.Join(' ', line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))).Where(l => l.Length > 0)];

    private Process Start(string arguments, string editor) => Process.Start(new ProcessStartInfo(
        "kubectl", ["--kubeconfig", cluster.Kubeconfig, "--cache-dir", _folder.Path, .. arguments.Split(' ')])
    {
        RedirectStandardOutput = true,
        RedirectStandardError = true,
        Environment = { ["KUBE_EDITOR"] = editor },
    })!;
}
