using System.Diagnostics;
using ImageStreams.Oci;
using ImageStreams.TestKit;
using Microsoft.Extensions.Logging.Abstractions;

namespace ImageStreams.LocalRegistry.Tests;

/// <summary>What was acknowledged is there after the process was killed at any moment.</summary>
public sealed class CrashTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("local-registry-crash-");
    private readonly RegistryTransport _transport = new(
        new RegistryTransportOptions { Retries = 0 }, TimeProvider.System, NullLogger<RegistryTransport>.Instance);

    public void Dispose()
    {
        _transport.Dispose();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Push_WhileTheProcessIsKilled_KeepsWhatWasAcknowledged()
    {
        var acknowledged = new List<string>();
        for (var round = 0; round < 4; round++)
        {
            using var process = StartProcess();
            var host = (await process.StandardOutput.ReadLineAsync())!;
            var pushing = PushUntilItDiesAsync(host, round, acknowledged);
            try
            {
                await Eventually.Succeeds(() => acknowledged.Count.Should().BeGreaterThan((round + 1) * 3));
            }
            finally
            {
                process.Kill(); // SIGKILL: nothing is tidied up
                await process.WaitForExitAsync();
            }

            await pushing;
        }

        await using var registry = await LocalRegistryHost.StartAsync(
            new LocalRegistryOptions { Directory = _folder.FullName }, NullLoggerFactory.Instance, default);
        var client = _transport.Client(RegistryFixture.Repository(registry.Host, "crash/a"), RegistryFixture.Access);
        var tags = new List<string>();
        await foreach (var tag in client.ListTagsAsync(default))
        {
            (await Pulled.WholeAsync(client, tag)).Should().Be(1, "tag {0} is there, so it is whole", tag);
            tags.Add(tag);
        }

        tags.Should().Contain(acknowledged);
        Directory.EnumerateFiles(Path.Combine(_folder.FullName, "temporary")).Should().BeEmpty();
    }

    [Fact]
    public void Open_ForgetsUploadsThatNobodyWillFinish()
    {
        var now = TimeProvider.System.GetUtcNow();
        var old = RegistryStore.Open(_folder.FullName, now).Repository("a/b").StartUpload();
        var recent = RegistryStore.Open(_folder.FullName, now).Repository("a/b").StartUpload();
        File.SetLastWriteTimeUtc(old.File, now.UtcDateTime.AddDays(-2));

        RegistryStore.Open(_folder.FullName, now);

        old.Exists.Should().BeFalse();
        recent.Exists.Should().BeTrue();
    }

    // This test assembly is a program too: see Program.cs.
    private Process StartProcess() => Process.Start(new ProcessStartInfo(
        Environment.ProcessPath!, [typeof(CrashTests).Assembly.Location, _folder.FullName])
    {
        RedirectStandardOutput = true,
    })!;

    private async Task PushUntilItDiesAsync(string host, int round, List<string> acknowledged)
    {
        var target = _transport.PushClient(RegistryFixture.Repository(host, "crash/a"), RegistryFixture.Access);
        try
        {
            for (var i = 0; ; i++)
            {
                var image = SampleImage.Create((round * 1000) + i);
                await image.PushAsync(target, $"r{round}-{i}", image.OciManifest, default);
                acknowledged.Add($"r{round}-{i}");
            }
        }
        catch (RegistryException e) when (e.Kind == RegistryErrorKind.Unreachable)
        {
            // killed, as planned
        }
    }
}
