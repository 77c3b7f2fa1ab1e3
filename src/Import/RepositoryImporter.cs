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

        var insecure = session.IsInsecure(reference, request.Insecure);
        if (session.FindRefusal(reference, insecure) is { } refusal)
        {
            return new RepositoryResult { Failure = refusal };
        }

        if (session.HeldUntil(repository) is { } until)
        {
            return new RepositoryResult { Failure = RegistryFailures.Held(reference, until) };
        }

        try
        {
            var client = session.Client(repository, insecure);
            var tags = await session.RunAsync(client, async (c, ct) => await c.ListTagsAsync(ct).ToListAsync(ct), cancellationToken);
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
