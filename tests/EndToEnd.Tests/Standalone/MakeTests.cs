using System.Diagnostics;
using System.Runtime.Versioning;
using ImageStreams.TestKit;

namespace ImageStreams.EndToEnd.Tests;

/// <summary>What the two commands of the README say on a machine that lacks what they need.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class MakeTests : IDisposable
{
    private readonly TemporaryFolder _bin = new();

    public void Dispose() => _bin.Dispose();

    [PeerTheory("make")]
    [InlineData("run")]
    [InlineData("test")]
    public async Task Make_WithoutTheSdk_IsOneLineThatSaysWhatToInstall(string target)
    {
        (string output, int code) = await MakeAsync(target);

        code.Should().NotBe(0);
        output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(l => !l.Contains(": *** ", StringComparison.Ordinal))
            .Should().ContainSingle().Which.Should().Contain(".NET 10 SDK").And.Contain("https://dot.net");
    }

    [PeerTheory("make")]
    [InlineData("run")]
    public async Task Make_WithAnOldSdk_SaysTheSame(string target)
    {
        _bin.WriteScript("dotnet", "echo 8.0.100\n");

        (string output, int code) = await MakeAsync(target);

        code.Should().NotBe(0);
        output.Should().Contain(".NET 10 SDK");
    }

    [PeerFact("make")]
    public async Task Run_WithARegistryThatThereIsNot_SaysWhichThereIs()
    {
        _bin.WriteScript("dotnet", "echo 10.0.100\n");

        (string output, int code) = await MakeAsync("run", "REGISTRY=zot");

        code.Should().NotBe(0);
        output.Should().StartWith("REGISTRY may be docker-registry, not zot");
    }

    [PeerFact("make")]
    public async Task Run_WithARegistry_RunsTheScriptOfThatRegistry()
    {
        (string output, int code) = await MakeAsync("run", "REGISTRY=docker-registry", "DATA_DIR=/somewhere", "-n");

        code.Should().Be(0, output);
        output.Should().Contain("exec hack/docker-registry src/Operator/bin/Release/net10.0/imagestreams /somewhere\n").And.NotContain("--samples");
    }

    /// <summary>With a PATH that has the tools of any system and nothing more.</summary>
    private async Task<(string Output, int ExitCode)> MakeAsync(params string[] arguments)
    {
        foreach (var tool in new[] { "make", "sh", "grep", "awk" })
        {
            File.CreateSymbolicLink(Path.Combine(_bin.Path, tool), FindTool(tool));
        }

        var start = new ProcessStartInfo(Path.Combine(_bin.Path, "make"), ["--no-print-directory", "-C", Repository.Root, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["PATH"] = _bin.Path, ["MAKEFLAGS"] = "" },
        };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync() + await errors;
        await process.WaitForExitAsync();
        return (output, process.ExitCode);
    }

    private static string FindTool(string name) => Environment.GetEnvironmentVariable("PATH")!.Split(':')
        .Select(folder => Path.Combine(folder, name)).First(File.Exists);
}
