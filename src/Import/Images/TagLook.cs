using ImageStreams.Oci;

namespace ImageStreams.Import;

/// <summary>
/// Finds out what a tag stands for: by HEAD where it may well be something that is here, else by the GET that would follow
/// (docs/spec/importing.md#requests).
/// </summary>
internal sealed class TagLook(ImageRequest request, ImageReference reference, ImagePlaces places, ImportSession session, ProvedManifests proved)
{
    private readonly Digest? _pinned = Digest.TryParse(reference.Id, out var digest) ? digest : null;

    /// <summary>Whether the manifest is fetched whatever the tag stands for: then nothing is gained by a HEAD before.</summary>
    public bool Fetches { get; init; }

    /// <summary>The manifest, if it came along.</summary>
    public Manifest? Manifest { get; private set; }

    /// <summary>The digest; null when a HEAD found no such tag, which a GET may tell better.</summary>
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
        catch (RegistryException e) when (e is { StatusCode: 404, IsOfHead: true })
        {
            return null;
        }
    }

    private async Task<SeenTag> LookAsync(RegistryClient client, SeenTag? previous, CancellationToken cancellationToken)
    {
        if (Fetches || previous is { NeedsGet: true })
        {
            return await session.RunAsync(client, request.IsRefresh, (c, ct) => GetAsync(c, previous, ct), cancellationToken);
        }

        return await AskAsync(client, previous, cancellationToken)
            ?? await session.RunAsync(client, request.IsRefresh, (c, ct) => GetAsync(c, previous, ct), cancellationToken) with { NeedsGet = true };
    }

    // Some registries cannot do HEAD, or answer it worse than GET; the GET that follows then finds out.
    private async Task<SeenTag?> AskAsync(RegistryClient client, SeenTag? previous, CancellationToken cancellationToken)
    {
        try
        {
            return await session.RunAsync(
                client,
                request.IsRefresh,
                async (c, ct) => FetchesAtOnce(c, previous) ? await GetAsync(c, previous, ct) : await HeadAsync(c, ct),
                cancellationToken);
        }
        catch (RegistryException e) when (e is { IsOfHead: true, StatusCode: 400 or 405 or 406 or 500 or 501 })
        {
            return null;
        }
    }

    // Asked when the turn has come, since the answers before it tell whether the registry counts.
    private bool FetchesAtOnce(RegistryClient client, SeenTag? previous) =>
        request.IsNew && _pinned is null && previous is null && !session.IsRationed(client);

    private async Task<SeenTag?> HeadAsync(RegistryClient client, CancellationToken cancellationToken)
    {
        var head = _pinned is null
            ? await client.HeadManifestAsync(reference.Tag, cancellationToken)
            : await client.HeadManifestAsync(_pinned, cancellationToken);
        return (_pinned ?? head.Digest) is { } digest ? new SeenTag(digest) : null;
    }

    private async Task<SeenTag> GetAsync(RegistryClient client, SeenTag? previous, CancellationToken cancellationToken)
    {
        if (!Fetches && previous is { NeedsGet: true } && _pinned is null)
        {
            var changed = await client.GetManifestIfChangedAsync(reference.Tag, previous.Digest, cancellationToken);
            return changed is null ? previous : previous with { Digest = await KeepAsync(client, changed, cancellationToken) };
        }

        var manifest = _pinned is null
            ? await client.GetManifestAsync(reference.Tag, cancellationToken)
            : await client.GetManifestAsync(_pinned, cancellationToken);
        return new SeenTag(await KeepAsync(client, manifest, cancellationToken)) { NeedsGet = previous?.NeedsGet == true };
    }

    // Before anybody hears of the digest: who does may be quicker than we are, and fetch what we have.
    private async Task<Digest> KeepAsync(RegistryClient client, Manifest manifest, CancellationToken cancellationToken)
    {
        await proved.AddAsync(client, manifest, cancellationToken);
        Manifest = manifest;
        return manifest.Digest;
    }
}
