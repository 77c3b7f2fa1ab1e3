using ImageStreams.Entities;
using ImageStreams.GenericApiServer;

namespace ImageStreams.ApiServer;

/// <summary>Deletes a collection by a field that the control plane cannot select by: what a list finds is deleted one by one.</summary>
internal sealed class SelectedDeletion<T>(StoredObjects<T> store)
    where T : class, IResource<T>
{
    /// <summary>Deletes what is selected; what somebody else has deleted or made anew meanwhile is passed over.</summary>
    /// <returns>What was selected, as it was.</returns>
    /// <exception cref="ApiException">The selector is not one of the kind, or the control plane refused; what was deleted before stays deleted.</exception>
    public async Task<KubernetesList<T>> RunAsync(string ns, ListQuery selection, DeleteQuery query, StoreCaller caller)
    {
        using var page = await store.ListAsync(ns, selection, caller);
        var items = await page.ItemsAsync(caller.CancellationToken).ToListAsync(caller.CancellationToken);
        foreach (var metadata in items.Select(i => i.Metadata).OfType<ObjectMeta>())
        {
            await DeleteAsync(metadata, query, caller);
        }

        return new() { Kind = $"{store.Kind.Served.Kind}List", ApiVersion = store.Kind.Served.ApiVersion, Metadata = page.Metadata, Items = items };
    }

    private async Task DeleteAsync(ObjectMeta metadata, DeleteQuery query, StoreCaller caller)
    {
        var preconditions = (query.Preconditions ?? new()) with { Uid = query.Preconditions?.Uid ?? metadata.Uid };
        try
        {
            await store.DeleteAsync(metadata.Namespace ?? "", metadata.Name ?? "", query with { Preconditions = preconditions }, caller);
        }
        catch (ApiException e) when (e.Code == 404 || (e.Code == 409 && query.Preconditions is null))
        {
            // Gone already, or another object of the name: not what the selector found.
        }
    }
}
