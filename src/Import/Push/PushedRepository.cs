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
            using var look = new TagLook(request with { Since = null }, reference, places, session);
            return await look.RunAsync(cancellationToken);
        }
        catch (RegistryException e) when (e.StatusCode == 404)
        {
            return null; // told by a GET, where a HEAD is of no use
        }
    }

    /// <summary>The image of a tag, or of a digest, with all that belongs to it and the cluster lacks; nothing is stored. What was just seen of it is not asked for again.</summary>
    /// <inheritdoc cref="FindAsync"/>
    public Task<ImageResult> FetchAsync(string tag, Digest? digest, CancellationToken cancellationToken)
    {
        var (request, reference) = RequestFor(tag, digest);
        return new ImageFetch(request, reference, places, session, images, choices, time).RunAsync(cancellationToken);
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
