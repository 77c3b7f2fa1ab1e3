using ImageStreams.Oci;

namespace ImageStreams.Import;

/// <summary>
/// Manifests that somebody has fetched and still works on: who has seen the same digest by then need not fetch it again. They are let go with the
/// work, so no more of them are held than imports are under way.
/// </summary>
internal sealed class HeldManifests
{
    private readonly Lock _lock = new();
    private readonly Dictionary<Digest, Held> _held = [];

    /// <summary>The manifest, if somebody has it.</summary>
    public Manifest? Find(Digest digest)
    {
        lock (_lock)
        {
            return _held.GetValueOrDefault(digest)?.Manifest;
        }
    }

    /// <summary>Keeps a manifest for others until disposed.</summary>
    public IDisposable Hold(Manifest manifest)
    {
        lock (_lock)
        {
            if (!_held.TryGetValue(manifest.Digest, out var held))
            {
                _held[manifest.Digest] = held = new Held(manifest);
            }

            held.Holders++;
        }

        return new Grip(this, manifest.Digest);
    }

    private void LetGo(Digest digest)
    {
        lock (_lock)
        {
            if (--_held[digest].Holders == 0)
            {
                _held.Remove(digest);
            }
        }
    }

    private sealed class Held(Manifest manifest)
    {
        public Manifest Manifest { get; } = manifest;

        public int Holders { get; set; }
    }

    private sealed class Grip(HeldManifests owner, Digest digest) : IDisposable
    {
        private int _isGone;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _isGone, 1) == 0)
            {
                owner.LetGo(digest);
            }
        }
    }
}
