namespace ImageStreams.Images;

/// <summary>Everything that a stream makes pullable: images, configurations, layers (docs/spec/layers.md).</summary>
public sealed class LayerGraph
{
    private readonly Dictionary<BlobName, LayerBlob> _blobs = [];
    private readonly Dictionary<BlobName, ImageIndexEntry?> _images = [];

    private LayerGraph()
    {
    }

    /// <summary>What can be pulled, by name; where several images name a layer, what is told of it does not depend on which.</summary>
    public IReadOnlyDictionary<BlobName, LayerBlob> Blobs => _blobs;

    /// <summary>The images by name; null when there is none of it.</summary>
    public IReadOnlyDictionary<BlobName, ImageIndexEntry?> Images => _images;

    /// <summary>The images that were not found, for a caller whose index may lag behind: read them, then build again.</summary>
    public IEnumerable<BlobName> Missing => _images.Where(i => i.Value is null).Select(i => i.Key);

    /// <summary>The layers of the stream's whole history.</summary>
    /// <param name="images">The images of a stream: <see cref="StreamOutline.Images"/>.</param>
    /// <param name="find">Finds an image by name; null when there is none. Asked once per name.</param>
    public static LayerGraph Build(IReadOnlyList<BlobName> images, Func<BlobName, ImageIndexEntry?> find)
    {
        var graph = new LayerGraph();
        graph._images.EnsureCapacity(images.Count);
        foreach (var image in images)
        {
            graph.Add(image, find);
        }

        return graph;
    }

    private void Add(BlobName first, Func<BlobName, ImageIndexEntry?> find)
    {
        var open = new Stack<BlobName>([first]);
        while (open.TryPop(out var name))
        {
            if (_images.ContainsKey(name))
            {
                continue;
            }

            var image = find(name);
            _images[name] = image;
            if (image is not null)
            {
                AddBlobs(image);
                foreach (var child in image.Manifests.Reverse())
                {
                    open.Push(child);
                }
            }
        }
    }

    private void AddBlobs(ImageIndexEntry image)
    {
        foreach (var layer in image.Layers)
        {
            AddLayer(layer);
        }

        if (image.Configuration is { } configuration)
        {
            _blobs.TryAdd(configuration.Name, configuration);
        }

        _blobs.TryAdd(image.Name, image.Manifest);
    }

    // The same blob may be a layer of a schema 1 image, which need not know its size, and of a newer one, which does.
    private void AddLayer(LayerBlob layer)
    {
        var known = _blobs.GetValueOrDefault(layer.Name);
        if (known is null || (known.Size == 0 && layer.Size > 0))
        {
            _blobs[layer.Name] = layer;
        }
    }
}
