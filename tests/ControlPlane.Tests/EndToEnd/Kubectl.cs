using System.Diagnostics;
using ImageStreams.TestKit;

namespace ImageStreams.ControlPlane.Tests;

/// <summary>The real kubectl, with a kubeconfig and a folder of its own.</summary>
internal sealed class Kubectl(string kubeConfig, TemporaryFolder folder, string ns)
{
    /// <summary>The namespace that commands run in unless they name one.</summary>
    public string Namespace => ns;

    public TemporaryFolder Folder => folder;

    /// <summary>Runs a command that must succeed; gives what it printed.</summary>
    public async Task<string> RunAsync(params string[] arguments)
    {
        var (code, output, error) = await TryAsync(null, arguments);
        code.Should().Be(0, $"kubectl {string.Join(' ', arguments)}: {error}{output}");
        return output;
    }

    /// <summary>Runs a command with standard input.</summary>
    public async Task<string> FeedAsync(string input, params string[] arguments)
    {
        var (code, output, error) = await TryAsync(input, arguments);
        code.Should().Be(0, $"kubectl {string.Join(' ', arguments)}: {error}{output}");
        return output;
    }

    /// <summary>Runs a command that must fail; gives what it complained of.</summary>
    public async Task<string> FailAsync(string? input, params string[] arguments)
    {
        var (code, output, error) = await TryAsync(input, arguments);
        code.Should().NotBe(0, output);
        return error + output;
    }

    public async Task<(int Code, string Output, string Error)> TryAsync(string? input, params string[] arguments)
    {
        using var process = Start(arguments);
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await process.WaitForExitAsync(deadline.Token);
        var complaints = string.Join('\n', (await error).Split('\n').Where(l => !l.StartsWith("WARNING: version difference", StringComparison.Ordinal)));
        return (process.ExitCode, await output, complaints);
    }

    /// <summary>Starts a command that goes on, such as <c>get -w</c>.</summary>
    public Process Start(params string[] arguments)
    {
        var start = new ProcessStartInfo("kubectl")
        {
            WorkingDirectory = folder.Path,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var argument in (string[])["--kubeconfig", kubeConfig, "--cache-dir", Path.Combine(folder.Path, "cache"), "--namespace", ns, .. arguments])
        {
            start.ArgumentList.Add(argument);
        }

        foreach (var (name, value) in Environment)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }

    /// <summary>What commands find in their environment.</summary>
    public Dictionary<string, string> Environment { get; } = [];
}
