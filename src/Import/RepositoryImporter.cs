using ImageStreams.Images;
using ImageStreams.Oci;

namespace ImageStreams.Import;

/// <summary>Finds out what a repository holds, and what of it is to be imported (docs/spec/importing.md#repositories).</summary>
internal static class RepositoryImporter
{
    public static async Task<RepositoryResult> ListAsync(RepositoryRequest request, ImportSession session, CancellationToken cancellationToken)
    {
        ImageReference reference;
        RepositoryName repository;
        try
        {
            reference = ImageReference.Parse(request.From).AsRepository();
            repository = RepositoryName.Of(reference);
        }
        catch (FormatException e)
        {
            return new RepositoryResult { Failure = ImportFailures.InvalidReference(request.From, e.Message) };
        }

        var insecure = session.IsInsecure(repository, request.Insecure);
        var places = session.Places(repository, reference, insecure);
        if ((session.FindRefusal(reference, insecure) ?? places.FindRefusal(reference)) is { } refusal)
        {
            return new RepositoryResult { Failure = refusal };
        }

        try
        {
            var tags = await places.RunAsync(async (c, ct) => await c.ListTagsAsync(ct).ToListAsync(ct), cancellationToken);
            return Select(request, reference, tags, session.Settings.RepositoryTags);
        }
        catch (RegistryException e)
        {
            return new RepositoryResult { Failure = RegistryFailures.OfRepository(e, request.From, reference) };
        }
    }

    private static RepositoryResult Select(RepositoryRequest request, ImageReference reference, List<string> tags, int limit)
    {
        var ordered = TagPriority.Order(tags);
        var count = limit < 0 ? ordered.Count : Math.Min(limit, ordered.Count);
        return new RepositoryResult
        {
            Tags = [.. ordered.Take(count).Select(tag => new RepositoryTag(tag, RequestFor(request, (reference with { Tag = tag }).Exact)))],
            AdditionalTags = [.. ordered.Skip(count)],
        };
    }

    private static ImageRequest RequestFor(RepositoryRequest request, string from) => new()
    {
        From = from,
        Insecure = request.Insecure,
        ImportMode = request.ImportMode,
        Platform = request.Platform,
        IncludeManifest = request.IncludeManifest,
    };
}
