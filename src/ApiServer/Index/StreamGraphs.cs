using System.Collections.Concurrent;
using System.Text.Json;
using ImageStreams.Entities;
using ImageStreams.GenericApiServer;
using ImageStreams.Images;

namespace ImageStreams.ApiServer;

/// <summary>
/// What streams make pullable, from the index and, where it lags behind, from the store: no image is called missing that was there when the
/// stream named it (docs/spec/api.md#index).
/// </summary>
internal sealed class StreamGraphs(ImageIndex index, StoredObjects<Image> store, TimeProvider time)
{
    private const int ReadsAtATime = 16;
    private static readonly TimeSpan ReadLifetime = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan MissingLifetime = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<BlobName, ReadImage> _read = new();
    private DateTimeOffset _nextSweep;

    /// <summary>Everything that these images, and those that they are lists of, hold.</summary>
    public async Task<StreamGraph> BuildAsync(IReadOnlyList<BlobName> images, StoreCaller caller)
    {
        var asked = new HashSet<BlobName>();
        while (true)
        {
            var version = index.Version;
            var graph = LayerGraph.Build(images, Find);
            var missing = graph.Missing.Where(asked.Add).ToList();
            if (missing.Count == 0)
            {
                return new(graph, version, EndOf(graph));
            }

            // What was found may be a list, whose images are looked for in the next round.
            await Parallel.ForEachAsync(
                missing,
                new ParallelOptions { MaxDegreeOfParallelism = ReadsAtATime, CancellationToken = caller.CancellationToken },
                async (name, token) => await ReadAsync(name, caller with { Response = null, CancellationToken = token }));
        }
    }

    /// <summary>Whether a graph would come out the same now; compares nothing while the index is as it was.</summary>
    public bool IsCurrent(StreamGraph graph)
    {
        if (graph.Ends <= time.GetUtcNow())
        {
            return false;
        }

        var version = index.Version;
        if (graph.IndexVersion == version)
        {
            return true;
        }

        foreach (var (name, image) in graph.Layers.Images)
        {
            if (!ReferenceEquals(Find(name), image))
            {
                return false;
            }
        }

        graph.IndexVersion = version;
        return true;
    }

    private ImageIndexEntry? Find(BlobName name) =>
        index.Find(name) ?? (_read.TryGetValue(name, out var read) && read.Ends > time.GetUtcNow() ? read.Image : null);

    /// <summary>What the index did not have is to be looked for again after a while, and what is missing sooner.</summary>
    private DateTimeOffset EndOf(LayerGraph graph)
    {
        var end = DateTimeOffset.MaxValue;
        foreach (var (name, image) in graph.Images)
        {
            if (image is null)
            {
                return time.GetUtcNow() + MissingLifetime;
            }

            if (_read.TryGetValue(name, out var read) && read.Ends < end && index.Find(name) is null)
            {
                end = read.Ends;
            }
        }

        return end;
    }

    /// <summary>Looks whether the image is there after all, and if so remembers it until the index has caught up.</summary>
    private async Task ReadAsync(BlobName name, StoreCaller caller)
    {
        byte[] document;
        try
        {
            document = await store.ReadAsync("", name.ToString(), caller);
        }
        catch (ApiException e) when (e.Code == 404)
        {
            return;
        }

        var now = time.GetUtcNow();
        ForgetOld(now);
        try
        {
            _read[name] = new(index.Share(ImageOutline.Read(document).Entry), now + ReadLifetime);
        }
        catch (JsonException e)
        {
            throw ApiException.InternalError($"the stored image {name} cannot be read: {e.Message}", e);
        }
    }

    private void ForgetOld(DateTimeOffset now)
    {
        if (now < _nextSweep)
        {
            return;
        }

        _nextSweep = now + MissingLifetime;
        foreach (var (key, _) in _read.Where(r => r.Value.Ends <= now))
        {
            _read.TryRemove(key, out _);
        }
    }

    private sealed record ReadImage(ImageIndexEntry Image, DateTimeOffset Ends);
}
