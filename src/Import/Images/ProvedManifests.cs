using System.Collections.Concurrent;
using ImageStreams.Oci;

namespace ImageStreams.Import;

/// <summary>
/// What one import may be given of what others have fetched, and the cluster has: that of which the registry has shown the manifest
/// (docs/spec/importing.md#proof). Until disposed, others may have the manifests that came here.
/// </summary>
internal sealed class ProvedManifests(ImageRequest request, ImagePlaces places, ImportSession session) : IDisposable
{
    private readonly ConcurrentBag<IDisposable> _holds = [];

    /// <summary>Whether the image may be taken from the cluster without asking for its manifest.</summary>
    public async ValueTask<bool> HasAsync(string image, CancellationToken cancellationToken) =>
        session.TrustsDigests
        || session.Shown.Contains(image)
        || (Digest.TryParse(image, out var digest) && await places.AnyAsync(client => session.HasProofAsync(client, digest, cancellationToken)));

    /// <summary>The manifest, shown by the registry to us, or lately to somebody with the same credentials.</summary>
    /// <exception cref="RegistryException">The registry does not show it; also when what it shows has another digest.</exception>
    /// <exception cref="RegistryHeldException">The registry is not asked for a while.</exception>
    public async Task<Manifest> GetAsync(Digest digest, CancellationToken cancellationToken)
    {
        Manifest? ours = null;
        await places.FindAsync(client => session.ProveAsync(client, digest, () => FetchAsync(client), cancellationToken));
        return ours
            ?? session.Shared.Manifests.Find(digest)
            ?? await places.RunAsync((client, ct) => client.GetManifestAsync(digest, ct), cancellationToken);

        async Task FetchAsync(RegistryClient client)
        {
            ours = await session.RunAsync(client, request.IsRefresh, (c, ct) => c.GetManifestAsync(digest, ct), cancellationToken);
            _holds.Add(session.Shared.Manifests.Hold(ours));
        }
    }

    /// <summary>Has others know of a manifest that came for a tag.</summary>
    public async Task AddAsync(RegistryClient client, Manifest manifest, CancellationToken cancellationToken)
    {
        _holds.Add(session.Shared.Manifests.Hold(manifest));
        await session.AddProofAsync(client, manifest.Digest, cancellationToken);
    }

    public void Dispose()
    {
        while (_holds.TryTake(out var hold))
        {
            hold.Dispose();
        }
    }
}
