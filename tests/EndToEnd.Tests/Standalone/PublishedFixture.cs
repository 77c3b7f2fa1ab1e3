using System.Diagnostics;
using ImageStreams.TestKit;

namespace ImageStreams.EndToEnd.Tests;

/// <summary>What the Dockerfile publishes: made with its own command from a copy of the files that it copies, and of no others.</summary>
public sealed class PublishedFixture : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();

    /// <summary>The folder that becomes the image's.</summary>
    public string Folder => Path.Combine(_folder.Path, "app");

    public string Executable => Path.Combine(Folder, "imagestreams");

    public async Task InitializeAsync()
    {
        var source = Path.Combine(_folder.Path, "source");
        Dockerfile.CopySources(source);
        var start = new ProcessStartInfo("dotnet", [.. Dockerfile.PublishArguments(Folder), "-nodeReuse:false"])
        {
            WorkingDirectory = source,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var publish = Process.Start(start)!;
        var (output, error) = (publish.StandardOutput.ReadToEndAsync(), publish.StandardError.ReadToEndAsync());
        await publish.WaitForExitAsync();
        publish.ExitCode.Should().Be(0, "dotnet publish printed {0}{1}", await output, await error);
        (await output).Should().NotContain("warning ");
    }

    public Task DisposeAsync()
    {
        _folder.Dispose();
        return Task.CompletedTask;
    }
}
