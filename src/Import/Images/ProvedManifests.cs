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

    /// <summary>
    /// The manifest, once the registry has shown it to us, or lately to somebody with the same credentials. Null when he has let go of it: then his work is
    /// done, and the cluster has the image, or he has failed.
    /// </summary>
    /// <exception cref="RegistryException">The registry does not show it; also when what it shows has another digest.</exception>
    /// <exception cref="RegistryHeldException">The registry is not asked for a while.</exception>
    public async Task<Manifest?> FindAsync(Digest digest, CancellationToken cancellationToken)
    {
        Manifest? ours = null;
        await places.FindAsync(client => session.ProveAsync(client, digest, () => ShowAsync(client), cancellationToken));
        return ours ?? session.Shared.Manifests.Find(digest);

        async Task ShowAsync(RegistryClient client)
        {
            ours = await session.RunAsync(client, request.IsRefresh, (c, ct) => c.GetManifestAsync(digest, ct), cancellationToken);
            _holds.Add(session.Shared.Manifests.Hold(ours));
        }
    }

    /// <summary>The manifest, asked for whatever others were shown.</summary>
    /// <inheritdoc cref="FindAsync" path="/exception"/>
    public Task<Manifest> FetchAsync(Digest digest, CancellationToken cancellationToken) =>
        places.RunAsync((client, ct) => client.GetManifestAsync(digest, ct), cancellationToken);

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
