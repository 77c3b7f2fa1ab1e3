using ImageStreams.LocalRegistry;
using ImageStreams.TestKit;
using Microsoft.Extensions.Logging.Abstractions;

namespace ImageStreams.Operator.Tests;

/// <summary>The door of our own registry.</summary>
public sealed class LocalTagFixture : TagFixture
{
    private readonly LocalRegistryHost _registry;
    private readonly TemporaryFolder _folder;

    private LocalTagFixture(LocalRegistryHost registry, TemporaryFolder folder, FaultyRegistry door)
        : base(door)
    {
        _registry = registry;
        _folder = folder;
    }

    public static async Task<LocalTagFixture> StartAsync()
    {
        var folder = new TemporaryFolder();
        var registry = await LocalRegistryHost.StartAsync(
            new LocalRegistryOptions { Directory = folder.Path }, NullLoggerFactory.Instance, default);
        var door = await FaultyRegistry.StartAsync();
        return new LocalTagFixture(registry, folder, door.Otherwise(Answers.Forward(registry.Host)));
    }

    protected override async Task StopAsync()
    {
        await _registry.DisposeAsync();
        _folder.Dispose();
    }
}
