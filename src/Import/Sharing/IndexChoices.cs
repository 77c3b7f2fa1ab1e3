using System.Collections.Concurrent;
using ImageStreams.Images;
using ImageStreams.Oci;

namespace ImageStreams.Import;

/// <summary>Remembers which image was chosen from which list of manifests, so that an unchanged list costs a HEAD and nothing more.</summary>
/// <remarks>What a digest names never changes, so an entry never goes bad; after a restart each list is read once more.</remarks>
internal sealed class IndexChoices
{
    private const int MaxChoices = 100_000;

    private readonly ConcurrentDictionary<Key, string> _choices = new();

    /// <summary>Name of the image; null when the list is not remembered.</summary>
    public string? Find(Digest index, PlatformPreference platform) => _choices.GetValueOrDefault(new Key(index, platform));

    public void Add(Digest index, PlatformPreference platform, string image)
    {
        if (_choices.Count >= MaxChoices)
        {
            _choices.Clear();
        }

        _choices[new Key(index, platform)] = image;
    }

    private readonly record struct Key(Digest Index, PlatformPreference Platform);
}
