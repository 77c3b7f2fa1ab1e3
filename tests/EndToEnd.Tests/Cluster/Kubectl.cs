using System.Diagnostics;
using System.Text.Json.Nodes;
using ImageStreams.TestKit;

namespace ImageStreams.EndToEnd.Tests;

/// <summary>The real kubectl with a kubeconfig; each has a cache of its own.</summary>
public sealed class Kubectl
{
    private readonly string _kubeconfig;
    private readonly string _cache;
    private readonly string[] _options;

    /// <param name="kubeconfig">Whose it is.</param>
    /// <param name="folder">Where its cache goes.</param>
    /// <param name="options">What is added to every command.</param>
    internal Kubectl(string kubeconfig, TemporaryFolder folder, params string[] options)
    {
        _options = options;
        _kubeconfig = kubeconfig;
        _cache = Path.Combine(folder.Path, $"cache-{Guid.NewGuid():N}");
    }

    /// <summary>Whose it is.</summary>
    public string Kubeconfig => _kubeconfig;

    /// <summary>Runs a command that must succeed; gives what it printed.</summary>
    public async Task<string> RunAsync(params string[] arguments) => (await MustAsync(null, arguments)).Output;

    public async Task<JsonObject> GetAsync(params string[] arguments) =>
        JsonNode.Parse(await RunAsync(["get", .. arguments, "-o", "json"]))!.AsObject();

    public async Task<JsonObject> RawAsync(string path) => JsonNode.Parse(await RunAsync("get", "--raw", path))!.AsObject();

    public async Task<string> ApplyAsync(string yaml) => (await MustAsync(yaml, "apply", "-f", "-")).Output;

    /// <summary>Runs a command that must fail; gives what it complained of.</summary>
    public async Task<string> FailAsync(string? input, params string[] arguments)
    {
        var result = await TryAsync(input, arguments);
        result.ExitCode.Should().NotBe(0, "kubectl {0} printed {1}", string.Join(' ', arguments), result.Output);
        return result.Error;
    }

    public async Task<CommandOutput> TryAsync(string? input, params string[] arguments)
    {
        var start = new ProcessStartInfo("kubectl", ["--kubeconfig", _kubeconfig, "--cache-dir", _cache, .. _options, .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        await process.WaitForExitAsync(deadline.Token);
        return new CommandOutput(process.ExitCode, await output, await error);
    }

    private async Task<CommandOutput> MustAsync(string? input, params string[] arguments)
    {
        var result = await TryAsync(input, arguments);
        result.ExitCode.Should().Be(0, "kubectl {0} printed {1}{2}", string.Join(' ', arguments), result.Output, result.Error);
        return result;
    }
}
