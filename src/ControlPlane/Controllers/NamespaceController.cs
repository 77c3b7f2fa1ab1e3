using System.Text.Json.Nodes;
using ImageStreams.GenericApiServer;
using Microsoft.Extensions.Logging;

namespace ImageStreams.ControlPlane;

/// <summary>Empties namespaces that are being deleted, of all kinds here and on other API servers, then lets them go.</summary>
/// <remarks>docs/spec/control-plane.md#namespaces. Work is named by the namespace.</remarks>
internal sealed class NamespaceController(
    ObjectStore store, IResourceSource resources, ObjectDeleter deleter, IForeignObjects foreign, TimeProvider time, ILogger<NamespaceController> logger)
    : StoreLoop<string>(store, time, logger)
{
    private readonly TimeProvider _time = time;

    protected override IEnumerable<string> Rebuild(StoreSnapshot state) =>
        state.Table(NamespaceGate.Resource).Range().Where(n => n.Header.IsDeleting).Select(n => n.Key.Name);

    protected override IEnumerable<string> Observe(StoreChange change)
    {
        var key = change.Object.Key;
        var name = key.Resource == NamespaceGate.Resource ? key.Name : change.Kind == StoreChangeKind.Deleted ? key.Namespace : "";
        return name.Length > 0 && Find(name) is { Header.IsDeleting: true } ? [name] : [];
    }

    protected override async Task<bool> WorkAsync(string item, CancellationToken cancellationToken)
    {
        if (Find(item) is not { Header.IsDeleting: true } found)
        {
            return true;
        }

        List<string> failures = [];
        foreach (var resource in resources.Current.Stored().Where(r => r.Namespaced))
        {
            await EmptyAsync(resource, item, failures);
        }

        var elsewhere = await foreign.EmptyNamespaceAsync(item, cancellationToken);
        var report = new NamespaceContent(Contents(item), elsewhere, failures);
        if (!report.IsEmpty)
        {
            await Store.EditAsync(found.Key, found.Header.Uid, document => SetConditions(document, report));
            return !report.NeedsRetry; // what only waits for finalizers calls again when it goes
        }

        return await Store.EditAsync(found.Key, found.Header.Uid, document =>
        {
            var finalizers = document.Child("spec").Texts("finalizers");
            document.Child("spec").SetTexts("finalizers", [.. finalizers.Where(f => f != NamespaceRules.Finalizer)]);
            SetConditions(document, report);
            return true;
        });
    }

    private StoredObject? Find(string name) => Store.Current.Find(new StoreKey(NamespaceGate.Resource, "", name));

    private async Task EmptyAsync(ServedResource resource, string ns, List<string> failures)
    {
        foreach (var item in Store.Current.Table(resource.StoreResource).Range(ns).Where(o => !o.Header.IsDeleting || o.Header.Finalizers.Count == 0).ToList())
        {
            try
            {
                await deleter.DeleteAsync(resource, item.Key, new DeleteQuery { PropagationPolicy = "Background" }, ControllerUsers.Namespaces);
            }
            catch (ApiException e) when (e.Code == 404)
            {
                // Gone already.
            }
            catch (ApiException e)
            {
                failures.Add(e.Message);
            }
        }
    }

    /// <summary>What is still there of the kinds that are stored here, whether or not they are served.</summary>
    private List<StoredObject> Contents(string ns)
    {
        var state = Store.Current;
        return [.. state.Resources.Order(StringComparer.Ordinal).SelectMany(r => state.Table(r).Range(ns))];
    }

    private bool SetConditions(JsonObject document, NamespaceContent report)
    {
        var before = document["status"]?.DeepClone();
        report.WriteTo(document.Child("status"), Documents.KubeTime(_time.GetUtcNow()));
        return !JsonNode.DeepEquals(before, document["status"]);
    }
}
