using ImageStreams.TestKit;

namespace ImageStreams.Operator.Tests;

/// <summary>The door of the registry that most registries are.</summary>
public sealed class DockerTagFixture : TagFixture
{
    private readonly DockerRegistryProcess _registry;

    private DockerTagFixture(DockerRegistryProcess registry, FaultyRegistry door)
        : base(door) => _registry = registry;

    public static async Task<DockerTagFixture> StartAsync()
    {
        var registry = await DockerRegistryProcess.StartAsync();
        var door = await FaultyRegistry.StartAsync();
        return new DockerTagFixture(registry, door.Otherwise(Answers.Forward(registry.Host)));
    }

    protected override async Task StopAsync() => await _registry.DisposeAsync();
}
