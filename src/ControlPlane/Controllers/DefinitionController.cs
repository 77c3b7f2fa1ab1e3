using System.Text.Json.Nodes;
using ImageStreams.GenericApiServer;
using Microsoft.Extensions.Logging;

namespace ImageStreams.ControlPlane;

/// <summary>Keeps the status of CustomResourceDefinitions, and deletes the objects of those that go.</summary>
/// <remarks>docs/spec/schemas.md#life-of-a-definition. Work is named by the definition.</remarks>
internal sealed class DefinitionController(
    ObjectStore store, IResourceSource resources, ObjectDeleter deleter, TimeProvider time, ILogger<DefinitionController> logger)
    : StoreLoop<string>(store, time, logger)
{
    public const string Resource = "apiextensions.k8s.io/customresourcedefinitions";

    private readonly TimeProvider _time = time;

    protected override IEnumerable<string> Rebuild(StoreSnapshot state) => state.Table(Resource).Range().Select(d => d.Key.Name);

    protected override IEnumerable<string> Observe(StoreChange change)
    {
        if (change.Object.Key.Resource == Resource)
        {
            // Another definition's name may have become free.
            return change.Kind == StoreChangeKind.Deleted ? Rebuild(Store.Current) : [change.Object.Key.Name];
        }

        return change.Kind == StoreChangeKind.Deleted && Store.Current.Find(KeyOf(change.Object.Key.Resource)) is { Header.IsDeleting: true } definition
            ? [definition.Key.Name]
            : [];
    }

    protected override async Task<bool> WorkAsync(string item, CancellationToken cancellationToken)
    {
        if (Store.Current.Find(new StoreKey(Resource, "", item)) is not { } found)
        {
            return true;
        }

        if (found.Header.IsDeleting)
        {
            return !found.Header.Finalizers.Contains(DefinitionConditions.CleanupFinalizer) || await CleanUpAsync(found);
        }

        // Nothing can have been written before; who asks for changes since then has not seen this definition.
        Store.Begin(KeptBy(found));
        var others = Store.Current.Table(Resource).Range().Where(d => d.Key != found.Key).Select(d => d.ToDocument()).ToList();
        return await Store.EditAsync(found.Key, found.Header.Uid, document =>
        {
            var status = DefinitionConditions.Decide(document, others, _time.GetUtcNow());
            var isNews = !JsonNode.DeepEquals(status, document["status"]);
            document["status"] = status;
            return isNews;
        });
    }

    /// <summary>The definition of a stored resource <c>group/plural</c> is named <c>plural.group</c>.</summary>
    private static StoreKey KeyOf(string storeResource)
    {
        var parts = storeResource.Split('/');
        return new StoreKey(Resource, "", $"{parts[1]}.{parts[0]}");
    }

    private static string KeptBy(StoredObject definition)
    {
        var spec = definition.ToDocument().FindChild("spec") ?? [];
        return $"{spec.Text("group")}/{(spec.FindChild("names") ?? []).Text("plural")}";
    }

    private async Task<bool> CleanUpAsync(StoredObject definition)
    {
        var kept = KeptBy(definition);
        if (resources.Current.Stored().FirstOrDefault(r => r.StoreResource == kept) is { } resource)
        {
            foreach (var item in Store.Current.Table(kept).Range().ToList())
            {
                await DeleteIfThereAsync(resource, item);
            }
        }

        if (Store.Current.Table(kept).Count > 0)
        {
            return true; // waits for finalizers; the last object's end calls again
        }

        return await Store.EditAsync(definition.Key, definition.Header.Uid, document =>
        {
            document["status"] = DefinitionConditions.MarkCleaned(document, _time.GetUtcNow());
            document.Metadata.SetTexts("finalizers", [.. document.Metadata.Texts("finalizers").Where(f => f != DefinitionConditions.CleanupFinalizer)]);
            return true;
        });
    }

    private async Task DeleteIfThereAsync(ServedResource resource, StoredObject item)
    {
        try
        {
            await deleter.DeleteAsync(resource, item.Key, new DeleteQuery(), ControllerUsers.Definitions);
        }
        catch (ApiException e) when (e.Code == 404)
        {
            // Gone already.
        }
    }
}
