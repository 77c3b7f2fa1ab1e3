using System.Collections.Concurrent;
using ImageStreams.Images;
using ImageStreams.Kubernetes;

namespace ImageStreams.ApiServer;

/// <summary>
/// What layers need to know of every image, in memory. It follows the control plane and may lag behind it; what it does not have is for
/// <see cref="StreamGraphs"/> to read (docs/spec/api.md#index).
/// </summary>
internal sealed class ImageIndex : IReflectorStore<ImageOutline>
{
    private readonly ConcurrentDictionary<BlobName, ImageIndexEntry> _images = new();
    private readonly HashSet<BlobName> _named = [];
    private readonly LayerPool _layers = new();
    private readonly Lock _changes = new();
    private bool _isListing;
    private long _version;

    /// <summary>How many images are known.</summary>
    public int Count => _images.Count;

    /// <summary>Changes when anything in the index does.</summary>
    public long Version => Interlocked.Read(ref _version);

    public ImageIndexEntry? Find(BlobName name) => _images.GetValueOrDefault(name);

    /// <summary>The same image, made of what is held already: itself if the index has it.</summary>
    public ImageIndexEntry Share(ImageIndexEntry image)
    {
        lock (_changes)
        {
            return Find(image.Name) is { } known && known.Matches(image) ? known : image.With(_layers.Share);
        }
    }

    public void BeginReplace()
    {
        _named.Clear();
        _named.EnsureCapacity(_images.Count); // most will be named again
        _isListing = true;
    }

    /// <summary>Images are known as soon as they have been read: whoever asks meanwhile need not read them again.</summary>
    public void Add(IReadOnlyList<ImageOutline> items)
    {
        foreach (var item in items)
        {
            _named.Add(item.Entry.Name);
            Set(item);
        }
    }

    public void EndReplace()
    {
        foreach (var gone in _images.Keys.Where(name => !_named.Contains(name)).ToList())
        {
            Remove(gone);
        }

        _named.Clear();
        _named.TrimExcess();
        _isListing = false;
        lock (_changes)
        {
            _layers.Trim();
        }
    }

    public void Set(ImageOutline item)
    {
        lock (_changes)
        {
            if (Find(item.Entry.Name) is not { } known)
            {
                _images[item.Entry.Name] = item.Entry.With(_layers.Share);
            }
            else if (!known.Matches(item.Entry))
            {
                _layers.Release(known);
                _images[item.Entry.Name] = item.Entry.With(_layers.Share);
            }
            else
            {
                return; // whoever holds the entry holds the right one
            }

            Changed();
        }
    }

    public void Remove(NamespacedName key)
    {
        var name = BlobName.Of(StoredNames.ToServed(key.Name));
        _named.Remove(name);
        Remove(name);
    }

    private void Remove(BlobName name)
    {
        lock (_changes)
        {
            if (_images.TryRemove(name, out var old))
            {
                _layers.Release(old);
                Changed();
            }
        }
    }

    private void Changed()
    {
        Interlocked.Increment(ref _version);
        if (!_isListing && _layers.IsWorthSweeping)
        {
            _layers.Sweep(_images.Values);
        }
    }
}
