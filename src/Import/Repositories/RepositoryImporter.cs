using ImageStreams.Images;
using ImageStreams.Oci;

namespace ImageStreams.Import;

/// <summary>Finds out what a repository holds, and what of it is to be imported (docs/spec/importing.md#repositories).</summary>
internal static class RepositoryImporter
{
    public static async Task<RepositoryResult> ListAsync(RepositoryRequest request, ImportSession session, CancellationToken cancellationToken)
    {
        if (request.Filter.Problem is { } problem)
        {
            return new RepositoryResult { Failure = ImportFailures.InvalidFilter(problem) };
        }

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
        var places = session.Places(repository, reference, insecure, isRefresh: false);
        if ((session.FindRefusal(reference, insecure) ?? places.FindRefusal(reference)) is { } refusal)
        {
            return new RepositoryResult { Failure = refusal };
        }

        try
        {
            var selection = new TagSelection(request.Filter, session.Settings.RepositoryTags, request.NamesOthers);
            await SelectAsync(places, selection, session, cancellationToken);
            return ResultOf(request, reference, selection);
        }
        catch (RegistryException e)
        {
            return new RepositoryResult { Failure = RegistryFailures.OfRepository(e, request.From) };
        }
        catch (RegistryHeldException e)
        {
            return new RepositoryResult { Failure = RegistryFailures.Held(e.Hold) };
        }
    }

    // Page by page, each a request of its own, so that neither registry nor memory is taken for longer than a page needs. The first page decides
    // where the others come from.
    private static async Task SelectAsync(ImagePlaces places, TagSelection selection, ImportSession session, CancellationToken cancellationToken)
    {
        var (client, pages, more) = await places.RunAsync((c, _) => BeginAsync(c, cancellationToken), cancellationToken);
        await using (pages)
        {
            while (more)
            {
                foreach (var tag in pages.Current)
                {
                    selection.Add(tag);
                }

                more = await session.RunAsync(client, isRefresh: false, async (_, _) => await pages.MoveNextAsync(), cancellationToken);
            }
        }
    }

    private static async Task<(RegistryClient Client, IAsyncEnumerator<IReadOnlyList<string>> Pages, bool More)> BeginAsync(
        RegistryClient client, CancellationToken cancellationToken)
    {
        var pages = client.ListTagPagesAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);
        try
        {
            return (client, pages, await pages.MoveNextAsync());
        }
        catch
        {
            await pages.DisposeAsync();
            throw;
        }
    }

    private static RepositoryResult ResultOf(RepositoryRequest request, ImageReference reference, TagSelection selection) => new()
    {
        Tags = [.. selection.Chosen.Select(tag => new RepositoryTag(tag, RequestFor(request, tag, (reference with { Tag = tag }).Exact)))],
        AdditionalTags = request.NamesOthers ? selection.Others : [],
    };

    private static ImageRequest RequestFor(RepositoryRequest request, string tag, string from) => new()
    {
        From = from,
        Insecure = request.Insecure,
        ImportMode = request.ImportMode,
        Platform = request.Platform,
        IncludeManifest = request.IncludeManifest,
        IsNew = !request.Imported.Contains(tag),
    };
}
