using ImageStreams.Entities;
using ImageStreams.GenericApiServer;

namespace ImageStreams.ControlPlane;

/// <summary>Get and list, at the version that the caller wants (docs/spec/control-plane.md#reads).</summary>
internal sealed class ObjectReads(ObjectStore store)
{
    /// <exception cref="ApiException">404, or 504 when the wanted version does not come.</exception>
    public async Task<StoredObject> GetAsync(ServedResource resource, StoreKey key, GetQuery query, CancellationToken cancellationToken)
    {
        if (!ResourceVersions.TryParse(query.ResourceVersion, out var revision))
        {
            throw ApiException.Unclassified($"resourceVersion: Invalid value: {GoText.Quote(query.ResourceVersion)}: {ResourceVersions.Complaint(query.ResourceVersion)}");
        }

        var state = await AtLeastAsync(revision, cancellationToken);
        return state.Find(key) ?? throw ApiException.NotFound(resource.GroupResource, key.Name);
    }

    /// <exception cref="ApiException">400 for bad versions and tokens, 410 for versions that are gone, 504 for those that do not come.</exception>
    public async Task<StoredList> ListAsync(ObjectSelection selection, ListQuery query, CancellationToken cancellationToken)
    {
        var page = query.Continue.Length > 0 ? ContinuePage(selection, query) : await FirstPageAsync(selection, query, cancellationToken);
        var items = selection.In(page.Table, page.After);
        var limit = query.ResourceVersion == "0" ? 0 : query.Limit; // who takes any version gets what is at hand, which is all
        if (limit > 0)
        {
            items = items.Take((int)Math.Min(limit + 1L, int.MaxValue)); // one more, to know whether there is more
        }

        var found = items.ToList();
        var metadata = new ListMeta { ResourceVersion = ResourceVersions.Text(page.Revision) };
        if (limit > 0 && found.Count > limit)
        {
            found.RemoveAt(limit);
            metadata = More(selection, page, found[^1].Key.Path, metadata);
        }

        var resource = selection.Resource;
        return new StoredList(resource.ListKind, resource.Kind.Kind, resource.Kind.ApiVersion, metadata, found.ConvertAll(resource.RenderItem));
    }

    /// <summary>The selected objects as they stand now, for deletions.</summary>
    public IReadOnlyList<StoredObject> Current(ObjectSelection selection) => [.. selection.In(store.Current.Table(selection.Resource.StoreResource))];

    /// <summary>A state that has at least the wanted revision; waits for it a little.</summary>
    public async ValueTask<StoreSnapshot> AtLeastAsync(long? revision, CancellationToken cancellationToken)
    {
        if (revision is not { } wanted)
        {
            return store.Current;
        }

        return await store.AtLeastAsync(wanted, ResourceVersions.Patience, cancellationToken)
            ?? throw ApiException.ResourceVersionTooLarge(wanted, store.Current.Revision);
    }

    private static void RefuseVersion(string text) =>
        throw ApiException.BadRequest($"invalid resource version: resourceVersion: Invalid value: {GoText.Quote(text)}: {ResourceVersions.Complaint(text)}");

    private ListMeta More(ObjectSelection selection, Page page, string last, ListMeta metadata)
    {
        store.Pin(selection.Resource.StoreResource, page.Revision, page.Table);
        return metadata with
        {
            Continue = new ContinueToken(page.Revision, last).ToString(),
            RemainingItemCount = selection.IsEverything ? page.Table.CountRange(selection.Namespace, last) : null,
        };
    }

    private async Task<Page> FirstPageAsync(ObjectSelection selection, ListQuery query, CancellationToken cancellationToken)
    {
        if (!ResourceVersions.TryParse(query.ResourceVersion, out var revision))
        {
            RefuseVersion(query.ResourceVersion);
        }

        var resource = selection.Resource.StoreResource;
        var state = await AtLeastAsync(revision, cancellationToken);
        var isExact = query.ResourceVersionMatch == "Exact" || (query.ResourceVersionMatch.Length == 0 && query.Limit > 0);
        if (revision is not { } exact || !isExact)
        {
            return new Page(state.Revision, state.Table(resource), null);
        }

        var table = store.FindTableAt(resource, exact)
            ?? throw ApiException.Expired($"The resourceVersion for the provided list is too old.");
        return new Page(exact, table, null);
    }

    private Page ContinuePage(ObjectSelection selection, ListQuery query)
    {
        if (query.ResourceVersion is not ("" or "0"))
        {
            throw ApiException.BadRequest("specifying resource version is not allowed when using continue");
        }

        var token = ContinueToken.Parse(query.Continue);
        var resource = selection.Resource.StoreResource;
        if (token.Revision == 0)
        {
            var state = store.Current;
            return new Page(state.Revision, state.Table(resource), token.After);
        }

        return store.FindTableAt(resource, token.Revision) is { } table
            ? new Page(token.Revision, table, token.After)
            : throw ExpiredPage(token);
    }

    /// <summary>The caller may start anew, or go on with what stands there now.</summary>
    private static ApiException ExpiredPage(ContinueToken token)
    {
        var status = ApiException.Expired(
            "The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter, or "
            + "use the continue token in this response to retrieve the remainder of the results. Continuing with the provided token results in an "
            + "inconsistent list - objects that were created, modified, or deleted between the time the first chunk was returned and now may show up in the list.").Status;
        return new ApiException(status with { Metadata = new ListMeta { Continue = (token with { Revision = 0 }).ToString() } });
    }

    private readonly record struct Page(long Revision, StoreTable Table, string? After);
}
