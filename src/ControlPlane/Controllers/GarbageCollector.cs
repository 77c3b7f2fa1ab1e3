using ImageStreams.Entities;
using ImageStreams.GenericApiServer;
using Microsoft.Extensions.Logging;

namespace ImageStreams.ControlPlane;

/// <summary>
/// Deletes objects whose owners are all gone, lets owners that go wait for their dependents (foreground), or parts them (orphan).
/// </summary>
/// <remarks>docs/spec/control-plane.md#garbage-collection. Work is named by uid.</remarks>
internal sealed class GarbageCollector(
    ObjectStore store, IResourceSource resources, ObjectDeleter deleter, IForeignObjects foreign, TimeProvider time, ILogger<GarbageCollector> logger)
    : StoreLoop<string>(store, time, logger)
{
    private readonly OwnerGraph _graph = new();

    protected override IEnumerable<string> Rebuild(StoreSnapshot state)
    {
        _graph.Clear();
        foreach (var item in state.Resources.SelectMany(r => state.Table(r).Range()).Where(o => o.Header.Uid.Length > 0))
        {
            _graph.Put(item);
            if (IsInteresting(item))
            {
                yield return item.Header.Uid;
            }
        }
    }

    protected override IEnumerable<string> Observe(StoreChange change)
    {
        var item = change.Object;
        var uid = item.Header.Uid;
        if (change.Kind != StoreChangeKind.Deleted)
        {
            _graph.Put(item);
            return IsInteresting(item) ? [uid, .. OwnersThatGo(change.Previous)] : OwnersThatGo(change.Previous);
        }

        _graph.Remove(uid);
        return [.. _graph.Dependents(uid).Select(d => d.Header.Uid), .. OwnersThatGo(item)];
    }

    protected override async Task<bool> WorkAsync(string item, CancellationToken cancellationToken)
    {
        if (_graph.Find(item) is not { } known || Store.Current.Find(known.Key) is not { } current || current.Header.Uid != item)
        {
            return true;
        }

        var header = current.Header;
        if (header.IsDeleting && header.Finalizers.Contains(Finalization.Orphan))
        {
            return await OrphanAsync(current);
        }

        if (header.IsDeleting)
        {
            return !header.Finalizers.Contains(Finalization.Foreground) || await ForegroundAsync(current, cancellationToken);
        }

        return await CollectAsync(current, cancellationToken);
    }

    private static bool IsInteresting(StoredObject item) =>
        item.Header.Owners.Count > 0
        || (item.Header.IsDeleting && (item.Header.Finalizers.Contains(Finalization.Orphan) || item.Header.Finalizers.Contains(Finalization.Foreground)));

    private IEnumerable<string> OwnersThatGo(StoredObject? item) =>
        item is null ? [] : item.Header.Owners.Select(o => o.Uid).Where(u => _graph.Find(u)?.Header.IsDeleting == true);

    private async Task<bool> OrphanAsync(StoredObject owner)
    {
        var parted = true;
        foreach (var dependent in _graph.Dependents(owner.Header.Uid))
        {
            parted &= await DropOwnersAsync(dependent, [owner.Header.Uid]);
        }

        return parted && await Store.RemoveFinalizerAsync(owner.Key, owner.Header.Uid, Finalization.Orphan);
    }

    /// <summary>The owner may go when nobody is left who blocks it; until then its dependents are deleted.</summary>
    private async Task<bool> ForegroundAsync(StoredObject owner, CancellationToken cancellationToken)
    {
        var dependents = _graph.Dependents(owner.Header.Uid);
        if (dependents.All(d => !d.Header.Owners.Any(o => o.Uid == owner.Header.Uid && o.BlocksOwnerDeletion)))
        {
            return await Store.RemoveFinalizerAsync(owner.Key, owner.Header.Uid, Finalization.Foreground);
        }

        var done = true;
        foreach (var dependent in dependents.Where(d => !d.Header.IsDeleting))
        {
            done &= await CollectAsync(dependent, cancellationToken);
        }

        return done; // the change of the last dependent calls again
    }

    private async Task<bool> CollectAsync(StoredObject item, CancellationToken cancellationToken)
    {
        List<string> dangling = [], going = [];
        var isHeld = false;
        foreach (var owner in item.Header.Owners)
        {
            switch (await LookUpAsync(item, owner, cancellationToken))
            {
                case OwnerState.Unknown:
                    return false;
                case OwnerState.Unresolvable:
                    return true; // nobody can say whether it is needed, so it stays
                case OwnerState.Gone:
                    dangling.Add(owner.Uid);
                    break;
                case OwnerState.Going:
                    going.Add(owner.Uid);
                    break;
                default:
                    isHeld = true;
                    break;
            }
        }

        if (dangling.Count + going.Count == 0)
        {
            return true;
        }

        if (isHeld)
        {
            return await DropOwnersAsync(item, [.. dangling, .. going]);
        }

        var waits = going.Count > 0 && _graph.Dependents(item.Header.Uid).Count > 0;
        return await DeleteAsync(item, waits ? "Foreground" : PolicyOf(item));
    }

    private static string PolicyOf(StoredObject item) =>
        item.Header.Finalizers.Contains(Finalization.Orphan) ? "Orphan"
        : item.Header.Finalizers.Contains(Finalization.Foreground) ? "Foreground"
        : "Background";

    private async Task<OwnerState> LookUpAsync(StoredObject item, OwnerLink owner, CancellationToken cancellationToken)
    {
        if (!GroupVersionKind.TryParse(owner.ApiVersion, owner.Kind, out var kind))
        {
            return OwnerState.Unresolvable;
        }

        if (resources.Current.Find(kind) is not { } resource)
        {
            return await foreign.FindUidAsync(kind, item.Key.Namespace, owner.Name, cancellationToken) switch
            {
                null => OwnerState.Unknown,
                var uid when uid != owner.Uid => OwnerState.Gone,

                // Its server may keep it here, in another version: then it is seen here that it waits.
                _ => IsWaiting(_graph.Find(owner.Uid)) ? OwnerState.Going : OwnerState.There,
            };
        }

        if (resource.Namespaced && item.Key.Namespace.Length == 0)
        {
            return OwnerState.Unresolvable;
        }

        if (Store.Current.Find(resource.Key(item.Key.Namespace, owner.Name)) is not { } found || found.Header.Uid != owner.Uid)
        {
            return OwnerState.Gone;
        }

        return IsWaiting(found) ? OwnerState.Going : OwnerState.There;
    }

    private static bool IsWaiting(StoredObject? owner) => owner is { Header.IsDeleting: true } && owner.Header.Finalizers.Contains(Finalization.Foreground);

    private Task<bool> DropOwnersAsync(StoredObject item, IReadOnlyList<string> uids) => Store.EditAsync(item.Key, item.Header.Uid, document =>
    {
        var owners = document.Metadata.Objects("ownerReferences").ToList();
        var kept = owners.Where(o => !uids.Contains(o.Text("uid"))).Select(o => o.DeepClone()).ToArray();
        if (kept.Length == owners.Count)
        {
            return false;
        }

        document.Metadata.Remove("ownerReferences");
        if (kept.Length > 0)
        {
            document.Metadata["ownerReferences"] = new System.Text.Json.Nodes.JsonArray(kept);
        }

        return true;
    });

    private async Task<bool> DeleteAsync(StoredObject item, string policy)
    {
        if (resources.Current.Stored().FirstOrDefault(r => r.StoreResource == item.Key.Resource) is not { } resource)
        {
            return true; // of a kind that is no longer served: its definition's end deletes it
        }

        try
        {
            var options = new DeleteQuery { PropagationPolicy = policy, Preconditions = new Preconditions { Uid = item.Header.Uid } };
            await deleter.DeleteAsync(resource, item.Key, options, ControllerUsers.GarbageCollector);
            return true;
        }
        catch (ApiException e) when (e.Code is 404 or 409)
        {
            return true; // gone, or another object of that name by now
        }
    }

    private enum OwnerState
    {
        There,

        /// <summary>There, and waiting for this dependent to go.</summary>
        Going,
        Gone,

        /// <summary>It cannot be found out now.</summary>
        Unknown,

        /// <summary>It can never be found out.</summary>
        Unresolvable,
    }
}
