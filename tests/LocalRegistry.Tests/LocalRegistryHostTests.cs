using Microsoft.Extensions.Logging.Abstractions;

namespace ImageStreams.LocalRegistry.Tests;

public sealed class LocalRegistryHostTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("local-registry-host-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Start_OnATakenPort_FailsWithAnIOException()
    {
        await using var first = await StartAsync("a", port: 0);

        var start = () => StartAsync("b", first.Address.Port);

        (await start.Should().ThrowAsync<IOException>()).Which.Message.Should().Contain($"{first.Address.Port}");
    }

    [Fact]
    public async Task Dispose_FreesThePort()
    {
        var first = await StartAsync("a", port: 0);
        var port = first.Address.Port;
        await first.DisposeAsync();

        await using var second = await StartAsync("a", port);

        second.Host.Should().Be($"127.0.0.1:{port}");
    }

    [Fact]
    public async Task Start_WhereADirectoryCannotBe_FailsWithAnIOException()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder.FullName, "file"), "");

        await FluentActions.Awaiting(() => StartAsync("file", port: 0)).Should().ThrowAsync<IOException>();
    }

    private Task<LocalRegistryHost> StartAsync(string directory, int port) => LocalRegistryHost.StartAsync(
        new LocalRegistryOptions { Directory = Path.Combine(_folder.FullName, directory), Port = port }, NullLoggerFactory.Instance, default);
}
