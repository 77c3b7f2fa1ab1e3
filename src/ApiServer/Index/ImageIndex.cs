using System.Collections.Concurrent;
using ImageStreams.Entities;
using ImageStreams.Images;
using ImageStreams.Kubernetes;

namespace ImageStreams.ApiServer;

/// <summary>
/// What layers need to know of every image, in memory. It follows the control plane and may lag behind it, so what it does not have is read
/// through: no image is ever called missing that is there (docs/spec/api.md#index).
/// </summary>
internal sealed class ImageIndex(ILister<Image> images, StoredObjects<Image> store, TimeProvider time)
{
    private const int ReadsAtATime = 16;
    private static readonly TimeSpan RepairLifetime = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<string, Repair> _repairs = new(StringComparer.Ordinal);

    /// <summary>Whether everything that existed at the start is known.</summary>
    public bool HasSynced => images.HasSynced;

    /// <summary>What the index holds of an image: only what <see cref="ImageIndexEntry"/> looks at.</summary>
    public static Image Trim(Image image) => new()
    {
        Metadata = new ObjectMeta { Name = image.Metadata?.Name, ResourceVersion = image.Metadata?.ResourceVersion },
        DockerImageManifestMediaType = image.DockerImageManifestMediaType,
        DockerImageMetadata = image.DockerImageMetadata?.Id is { Length: > 0 } id ? new DockerImage { Id = id } : null,
        DockerImageLayers = image.DockerImageLayers,
        DockerImageManifests = image.DockerImageManifests is { Count: > 0 } manifests ? [.. manifests.Select(m => new ImageManifest { Digest = m.Digest })] : null,
    };

    /// <summary>The layers of a stream.</summary>
    public async Task<ImageStreamLayers> LayersOfAsync(ImageStream stream, StoreCaller caller)
    {
        var asked = new HashSet<string>(StringComparer.Ordinal);
        while (true)
        {
            var layers = LayerGraph.Build(stream, Find);
            var missing = LayerGraph.FindMissing(layers).Where(asked.Add).ToList();
            if (missing.Count == 0)
            {
                return layers;
            }

            // What was found may be a list, whose images are looked for in the next round.
            await Parallel.ForEachAsync(
                missing,
                new ParallelOptions { MaxDegreeOfParallelism = ReadsAtATime, CancellationToken = caller.CancellationToken },
                async (name, token) => await ReadThroughAsync(name, caller with { Response = null, CancellationToken = token }));
        }
    }

    private ImageIndexEntry? Find(string name)
    {
        if (!StoredNames.TryToStored(name, out var stored))
        {
            return null;
        }

        if (images.Find(stored) is { } image)
        {
            return ImageIndexEntry.From(image) with { Name = name };
        }

        return _repairs.TryGetValue(name, out var repair) && repair.Expires > time.GetUtcNow() ? repair.Entry : null;
    }

    /// <summary>Looks whether the image is there after all, and if so remembers it until the index has caught up.</summary>
    private async Task ReadThroughAsync(string name, StoreCaller caller)
    {
        if (await store.FindAsync("", name, caller) is not { } found)
        {
            return;
        }

        var now = time.GetUtcNow();
        foreach (var (key, _) in _repairs.Where(r => r.Value.Expires <= now))
        {
            _repairs.TryRemove(key, out _);
        }

        _repairs[name] = new(ImageIndexEntry.From(Trim(found.Value)) with { Name = name }, now + RepairLifetime);
    }

    private sealed record Repair(ImageIndexEntry Entry, DateTimeOffset Expires);
}
