using System.Diagnostics;
using System.Text.RegularExpressions;
using ImageStreams.TestKit;

namespace ImageStreams.EndToEnd.Tests;

/// <summary>Runs command lines as a user types them, with <c>oc</c> on PATH and <c>$REGISTRY</c> set, and gives what the user sees.</summary>
internal sealed partial class OcShell(string kubeconfig, string home, string registry)
{
    /// <summary>
    /// Runs a line; gives its output, errors where they came, and the exit code if it is not 0. What is another each time is written alike: ages,
    /// times, the registry's address, and how wide that makes a column.
    /// </summary>
    public async Task<string> RunAsync(string command)
    {
        var start = new ProcessStartInfo("/bin/sh", ["-c", $"exec 2>&1; {command}"]) { RedirectStandardOutput = true, WorkingDirectory = Transcript.Folder };
        start.Environment["KUBECONFIG"] = kubeconfig;
        start.Environment["HOME"] = home;
        start.Environment["REGISTRY"] = registry;
        start.Environment["LC_ALL"] = "C";
        start.Environment["PATH"] = $"{Path.GetDirectoryName(RealControlPlane.FindProgram("oc"))}:{Environment.GetEnvironmentVariable("PATH")}";
        using var process = Process.Start(start)!;
        using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        var output = await process.StandardOutput.ReadToEndAsync(deadline.Token);
        await process.WaitForExitAsync(deadline.Token);
        var code = process.ExitCode == 0 ? "" : $"[exit code {process.ExitCode}]\n";
        return Normalise(output) + code;
    }

    private string Normalise(string output)
    {
        var text = Age().Replace(output.Replace(registry, "$REGISTRY", StringComparison.Ordinal), "<age> ago");
        text = Gap().Replace(Time().Replace(NextAttempt().Replace(text, ""), "<time>"), "   ");
        var lines = text.Split('\n').Select(l => l.TrimEnd());
        return text.Length == 0 ? "" : string.Join('\n', lines).TrimEnd('\n') + "\n";
    }

    [GeneratedRegex("(Less than a second|1 second|About an? (minute|hour)|[0-9]+ (seconds|minutes|hours|days|weeks|months|years)|[0-9]+[a-z]) ago", RegexOptions.ExplicitCapture)]
    private static partial Regex Age();

    // Only the controller says it, and it may write before or after an import that somebody asked for is shown.
    [GeneratedRegex("; next attempt at [0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]{8}Z")]
    private static partial Regex NextAttempt();

    [GeneratedRegex("[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]{8}Z")]
    private static partial Regex Time();

    [GeneratedRegex("(?<=\\S) {4,}(?=\\S)")]
    private static partial Regex Gap();
}
