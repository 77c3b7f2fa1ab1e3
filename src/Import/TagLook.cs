using ImageStreams.Oci;

namespace ImageStreams.Import;

/// <summary>
/// Finds out what a tag stands for: by HEAD, or where that is of no use by GET. So is a digest that has to be fetched in any case
/// (docs/spec/importing.md#requests).
/// </summary>
internal sealed class TagLook(ImageRequest request, ImageReference reference, ImagePlaces places, ImportSession session)
{
    private readonly Digest? _pinned = Digest.TryParse(reference.Id, out var digest) ? digest : null;

    /// <summary>Whether the image is asked for by a digest that has to be fetched: then nothing is gained by a HEAD before.</summary>
    public bool Fetches { get; init; }

    /// <summary>The manifest, if it came along.</summary>
    public Manifest? Manifest { get; private set; }

    /// <summary>The digest; null when nobody has heard of the tag, which a GET may tell better.</summary>
    /// <exception cref="RegistryException">It cannot be found out.</exception>
    public async Task<Digest?> RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            var name = _pinned?.ToString() ?? reference.Tag;
            var seen = await places.FindAsync(client => session.SeeAsync(
                client, name, request.Since, previous => LookAsync(client, previous, cancellationToken), cancellationToken));
            return seen.Digest;
        }
        catch (RegistryException e) when (e.StatusCode == 404 && !Fetches)
        {
            return null;
        }
    }

    private async Task<SeenTag> LookAsync(RegistryClient client, SeenTag? previous, CancellationToken cancellationToken)
    {
        if (!Fetches && previous is not { NeedsGet: true } && await HeadAsync(client, cancellationToken) is { } digest)
        {
            return new SeenTag(digest);
        }

        return await session.RunAsync(client, request.IsRefresh, (c, ct) => GetAsync(c, previous, ct), cancellationToken);
    }

    // Some registries cannot do HEAD, or answer it worse than GET; the GET that follows then finds out.
    private async Task<Digest?> HeadAsync(RegistryClient client, CancellationToken cancellationToken)
    {
        try
        {
            var head = await session.RunAsync(
                client,
                request.IsRefresh,
                (c, ct) => _pinned is null ? c.HeadManifestAsync(reference.Tag, ct) : c.HeadManifestAsync(_pinned, ct),
                cancellationToken);
            return _pinned ?? head.Digest;
        }
        catch (RegistryException e) when (e.StatusCode is 400 or 405 or 406 or 500 or 501)
        {
            return null;
        }
    }

    private async Task<SeenTag> GetAsync(RegistryClient client, SeenTag? previous, CancellationToken cancellationToken)
    {
        if (previous is { NeedsGet: true } && _pinned is null)
        {
            Manifest = await client.GetManifestIfChangedAsync(reference.Tag, previous.Digest, cancellationToken);
            return previous with { Digest = Manifest?.Digest ?? previous.Digest };
        }

        Manifest = _pinned is null
            ? await client.GetManifestAsync(reference.Tag, cancellationToken)
            : await client.GetManifestAsync(_pinned, cancellationToken);
        return new SeenTag(Manifest.Digest) { NeedsGet = !Fetches };
    }
}
