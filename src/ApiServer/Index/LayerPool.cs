using ImageStreams.Images;

namespace ImageStreams.ApiServer;

/// <summary>Each layer once, however many images have it. Not safe for use by several threads.</summary>
internal sealed class LayerPool
{
    private readonly HashSet<LayerBlob> _layers = new(new ByName());
    private int _mayBeUnused;

    /// <summary>Whether so many images have gone or changed that it is worth counting anew.</summary>
    public bool IsWorthSweeping => _mayBeUnused > 1_000 && _mayBeUnused > _layers.Count / 2;

    public LayerBlob Share(LayerBlob layer)
    {
        if (_layers.TryGetValue(layer, out var shared))
        {
            return shared;
        }

        _layers.Add(layer);
        return layer;
    }

    /// <summary>Its layers may be used by nobody any more.</summary>
    public void Release(ImageIndexEntry image) => _mayBeUnused += image.Layers.Length;

    /// <summary>Keeps the layers of these images alone.</summary>
    public void Sweep(IEnumerable<ImageIndexEntry> images)
    {
        _layers.Clear();
        _mayBeUnused = 0;
        _layers.UnionWith(images.SelectMany(i => i.Layers));
        Trim();
    }

    /// <summary>Gives back the room for more.</summary>
    public void Trim() => _layers.TrimExcess();

    /// <summary>Layers differ in their names, and hardly ever in anything else alone.</summary>
    private sealed class ByName : IEqualityComparer<LayerBlob>
    {
        public bool Equals(LayerBlob? x, LayerBlob? y) => x == y;

        public int GetHashCode(LayerBlob obj) => obj.Name.GetHashCode();
    }
}
