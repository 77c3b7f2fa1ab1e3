using ImageStreams.Entities;
using ImageStreams.Oci;

namespace ImageStreams.Images;

/// <summary>Everything that a stream makes pullable: images, configurations, layers (docs/spec/layers.md).</summary>
public sealed class LayerGraph
{
    private readonly Func<string, ImageIndexEntry?> _find;
    private readonly Dictionary<string, ImageLayerData> _blobs = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ImageBlobReferences> _images = new(StringComparer.Ordinal);

    private LayerGraph(Func<string, ImageIndexEntry?> find) => _find = find;

    /// <summary>The layers of the stream's whole history. The answer depends on the arguments alone, not on the order of tags.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="find">Finds an image by name; null when there is none. Asked once per name.</param>
    public static ImageStreamLayers Build(ImageStream stream, Func<string, ImageIndexEntry?> find)
    {
        var graph = new LayerGraph(find);
        foreach (var list in stream.StatusTags.OrderBy(t => t.Tag, StringComparer.Ordinal))
        {
            foreach (var item in list.Events)
            {
                graph.Add(item.Image);
            }
        }

        return new ImageStreamLayers
        {
            Kind = ImageStreamLayers.ResourceKind.Kind,
            ApiVersion = ImageStreamLayers.ResourceKind.ApiVersion,
            Metadata = stream.Metadata,
            Blobs = graph._blobs,
            Images = graph._images,
        };
    }

    /// <summary>The images that were not found, for a caller whose index may lag behind: read them, then build again.</summary>
    public static IReadOnlyList<string> FindMissing(ImageStreamLayers layers) =>
        [.. (layers.Images ?? new Dictionary<string, ImageBlobReferences>()).Where(i => i.Value.ImageMissing == true).Select(i => i.Key)];

    private void Add(string? first)
    {
        var open = new Stack<string>();
        Open(open, first);
        while (open.TryPop(out var name))
        {
            if (_images.ContainsKey(name))
            {
                continue;
            }

            var image = _find(name);
            _images[name] = image is null ? Missing() : AddBlobs(image);
            foreach (var child in image?.Manifests.Reverse() ?? [])
            {
                Open(open, child);
            }
        }
    }

    private static void Open(Stack<string> open, string? name)
    {
        if (!string.IsNullOrEmpty(name))
        {
            open.Push(name);
        }
    }

    private static ImageBlobReferences Missing() => new()
    {
        ImageMissing = true,
        Layers = OrNull<IReadOnlyList<string>>.Null,
        Config = OrNull<string>.Null,
    };

    private ImageBlobReferences AddBlobs(ImageIndexEntry image)
    {
        foreach (var layer in image.Layers.Where(l => !string.IsNullOrEmpty(l.Name)))
        {
            AddLayer(layer);
        }

        if (image.Config is { } config)
        {
            _blobs.TryAdd(config, Unsized(image.MediaType == MediaTypes.OciManifest ? MediaTypes.OciConfig : MediaTypes.DockerConfig));
        }

        _blobs.TryAdd(image.Name, Unsized(image.MediaType.Length == 0 ? MediaTypes.DockerManifest : image.MediaType));
        return new ImageBlobReferences
        {
            ImageMissing = false,
            Layers = image.Layers.Count == 0
                ? OrNull<IReadOnlyList<string>>.Null
                : OrNull<IReadOnlyList<string>>.Of([.. image.Layers.Select(l => l.Name ?? "").Where(n => n.Length > 0)]),
            Config = image.Config,
            Manifests = image.Manifests.Count == 0 ? null : image.Manifests,
        };
    }

    // The same blob may be a layer of a schema 1 image, which need not know its size, and of a newer one, which does.
    private void AddLayer(ImageLayer layer)
    {
        var known = _blobs.GetValueOrDefault(layer.Name!);
        if (known is null || (known.Size is { HasValue: true, Value: 0 } && layer.Size > 0))
        {
            _blobs[layer.Name!] = new ImageLayerData { Size = layer.Size ?? 0, MediaType = layer.MediaType ?? "" };
        }
    }

    private static ImageLayerData Unsized(string mediaType) => new() { Size = OrNull<long>.Null, MediaType = mediaType };
}
