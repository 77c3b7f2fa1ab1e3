using ImageStreams.Entities;
using ImageStreams.Images;
using ImageStreams.Import;
using ImageStreams.Kubernetes;
using Microsoft.Extensions.Hosting;

namespace ImageStreams.Operator;

/// <summary>
/// Has streams looked at again when their registries are there for them: when one that was down is back, and when it is the turn of a
/// stream that was put off (docs/spec/importing.md#a-registry-that-is-down).
/// </summary>
internal sealed class RegistryWatch(
    ImportEngine engine, ILister<ImageStream> streams, StreamStore store, StreamMemories memories, Controller controller) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        engine.PlaceFree += OnPlaceFree;
        engine.RegistryReturned += OnRegistryReturned;
        try
        {
            await engine.ProbeRegistriesAsync(stoppingToken);
        }
        finally
        {
            engine.PlaceFree -= OnPlaceFree;
            engine.RegistryReturned -= OnRegistryReturned;
        }
    }

    private void OnPlaceFree(StreamKey stream)
    {
        if (store.FindStoredKey(stream) is { } key)
        {
            controller.Enqueue(key);
        }
    }

    private void OnRegistryReturned(string registry)
    {
        memories.RegistryReturned(registry);
        foreach (var stream in streams.List().Where(s => TagSources.IsFailing(s, registry) || IsRepositoryFailing(s, registry)))
        {
            controller.Enqueue(NamespacedName.Of(stream));
        }
    }

    private static bool IsRepositoryFailing(ImageStream stream, string registry) =>
        stream.Metadata?.Annotations?.ContainsKey(ImageAnnotations.RepositoryError) == true
        && TagSources.RegistryOf(stream.Spec?.DockerImageRepository) == registry;
}
