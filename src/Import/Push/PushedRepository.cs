using ImageStreams.Images;
using ImageStreams.Oci;

namespace ImageStreams.Import;

/// <summary>A stream's repository in the integrated registry, read with the process's own credentials.</summary>
internal sealed class PushedRepository(
    StreamKey stream, ImagePlaces places, ImportSession session, ImageStore images, IndexChoices choices, TimeProvider time)
{
    private readonly DateTimeOffset _since = time.GetUtcNow();

    /// <summary>What a tag stands for; null when the registry says that it does not know it.</summary>
    /// <exception cref="RegistryException">It cannot be found out.</exception>
    /// <exception cref="RegistryHeldException">The registry is not asked for a while.</exception>
    public async Task<Digest?> FindAsync(string tag, CancellationToken cancellationToken)
    {
        var (request, reference) = RequestFor(tag, null);
        try
        {
            using var proved = new ProvedManifests(request, places, session);
            return await new TagLook(request with { Since = null }, reference, places, session, proved).RunAsync(cancellationToken);
        }
        catch (RegistryException e) when (e.StatusCode == 404)
        {
            return null; // told by a GET, where a HEAD is of no use
        }
    }

    /// <summary>
    /// The image of a tag that was found to stand for this digest, or of the digest alone if there is no tag, with all that belongs to it and the cluster lacks; nothing is
    /// stored. What was just seen of it is not asked for again, and tags that are pushed together mostly are of one image.
    /// </summary>
    /// <inheritdoc cref="FindAsync"/>
    public async Task<ImageResult> FetchAsync(string tag, Digest digest, CancellationToken cancellationToken)
    {
        var isOurs = false;
        try
        {
            var result = await session.Shared.Pushes.RunAsync((stream, digest), DateTimeOffset.MinValue, _ => LeadAsync(), cancellationToken);
            if (isOurs || result.Image == digest.ToString())
            {
                return result;
            }
        }
        catch (Exception) when (!isOurs && !cancellationToken.IsCancellationRequested)
        {
            // what goes wrong for one may go well for another
        }

        return await FetchOurselvesAsync(tag, digest, cancellationToken);

        Task<ImageResult> LeadAsync()
        {
            isOurs = true;
            return FetchOurselvesAsync(tag, digest, cancellationToken);
        }
    }

    /// <summary>All tags; null when the registry knows no such repository, and says so in the words of its protocol.</summary>
    /// <inheritdoc cref="FindAsync"/>
    public async Task<IReadOnlySet<string>?> ListTagsAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await places.RunAsync(ListAsync, cancellationToken);
        }
        catch (RegistryException e) when (e is { Kind: RegistryErrorKind.NotFound, Errors.Count: > 0 })
        {
            return null;
        }
    }

    private async Task<ImageResult> FetchOurselvesAsync(string tag, Digest digest, CancellationToken cancellationToken)
    {
        var (request, reference) = RequestFor(tag, digest);
        using var fetch = new ImageFetch(request, reference, places, session, images, choices, time);
        return await fetch.RunAsync(cancellationToken);
    }

    private static async Task<IReadOnlySet<string>> ListAsync(RegistryClient client, CancellationToken cancellationToken)
    {
        var tags = new HashSet<string>(StringComparer.Ordinal);
        await foreach (var page in client.ListTagPagesAsync(cancellationToken))
        {
            tags.UnionWith(page);
        }

        return tags;
    }

    private (ImageRequest Request, ImageReference Reference) RequestFor(string tag, Digest? digest)
    {
        var reference = new ImageReference
        {
            Registry = session.Settings.Plan.Hosts.Internal,
            Namespace = stream.Namespace,
            Name = stream.Name,
            Tag = tag,
            Id = tag.Length > 0 ? "" : digest?.ToString() ?? "",
        };
        var request = new ImageRequest
        {
            From = reference.Exact,
            ImportMode = ImportModes.PreserveOriginal, // a registry keeps lists as they are, and so do we
            Platform = ServerPlatform.Current,
            Since = _since,
        };
        return (request, reference);
    }
}
