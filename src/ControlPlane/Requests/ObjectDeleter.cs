using System.Text.Json.Nodes;
using ImageStreams.Entities;
using ImageStreams.GenericApiServer;

namespace ImageStreams.ControlPlane;

/// <summary>Deletes objects, or marks them as going when somebody has to do something first (docs/spec/control-plane.md#deletion).</summary>
internal sealed class ObjectDeleter(ObjectStore store, IReadOnlyList<IWriteGate> gates, TimeProvider time)
{
    private const int Attempts = 10;

    /// <summary>Deletes an object; gives its document when it still waits for finalizers, null when it is gone.</summary>
    /// <exception cref="ApiException">404, or 409 when a precondition does not hold.</exception>
    public async Task<(StoredObject Last, JsonObject? Waiting)> DeleteAsync(ServedResource resource, StoreKey key, DeleteQuery options, AuthenticatedUser user)
    {
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var current = store.Current.Find(key) ?? throw ApiException.NotFound(resource.GroupResource, key.Name);
            CheckPreconditions(resource, current, options.Preconditions);
            var document = resource.ToServed(current);
            foreach (var gate in gates)
            {
                gate.Check(new WriteAttempt(resource, WriteAttempt.Delete, "", user, key, document, document));
            }

            var waits = Mark(resource, document, options);
            if (options.DryRun || await TryStoreAsync(resource, current, waits ? document : null))
            {
                return (current, waits ? Latest(resource, key, document, options.DryRun) : null);
            }
        }

        throw ObjectWriter.Modified(resource, key.Name);
    }

    private static void CheckPreconditions(ServedResource resource, StoredObject current, Preconditions? wanted)
    {
        var kind = new GroupResource(resource.Kind.Group, resource.Kind.Kind);
        if (wanted?.Uid is { } uid && uid != current.Header.Uid)
        {
            throw ApiException.Conflict(
                kind,
                current.Key.Name,
                $"the UID in the precondition ({uid}) does not match the UID in record ({current.Header.Uid}). "
                + "The object might have been deleted and then recreated");
        }

        if (wanted?.ResourceVersion is { } version && version != ResourceVersions.Text(current.Revision))
        {
            throw ApiException.Conflict(
                kind,
                current.Key.Name,
                $"the ResourceVersion in the precondition ({version}) does not match the ResourceVersion in record "
                + $"({ResourceVersions.Text(current.Revision)}). The object might have been modified");
        }
    }

    private JsonObject Latest(ServedResource resource, StoreKey key, JsonObject document, bool dryRun) =>
        !dryRun && store.Current.Find(key) is { } stored ? resource.ToServed(stored) : document;

    /// <summary>Makes the document that of an object that is going; false when nothing keeps it.</summary>
    private bool Mark(ServedResource resource, JsonObject document, DeleteQuery options)
    {
        var metadata = document.Metadata;
        metadata.SetTexts("finalizers", Finalizers(resource, document, options));
        resource.Rules.PrepareDelete(document, time.GetUtcNow());
        if (!Finalization.HasFinalizers(document))
        {
            return false;
        }

        if (!document.IsDeleting)
        {
            metadata["deletionTimestamp"] = Documents.KubeTime(time.GetUtcNow());
            if (metadata.Number("generation") is > 0 and var generation)
            {
                metadata["generation"] = generation + 1;
            }
        }

        // A namespace has no grace period: it goes when its content has gone.
        if (resource.StoreResource != NamespaceGate.Resource)
        {
            metadata["deletionGracePeriodSeconds"] = 0;
        }

        return true;
    }

    private static List<string> Finalizers(ServedResource resource, JsonObject document, DeleteQuery options)
    {
        var present = document.Metadata.Texts("finalizers");
        var orphan = options switch
        {
            { OrphanDependents: { } old } => old,
            { PropagationPolicy: { } policy } => policy == "Orphan",
            _ => present.Contains(Finalization.Orphan) || (!present.Contains(Finalization.Foreground) && resource.Rules.OrphansByDefault),
        };
        var foreground = options switch
        {
            { OrphanDependents: not null } => false,
            { PropagationPolicy: { } policy } => policy == "Foreground",
            _ => present.Contains(Finalization.Foreground),
        };
        List<string> wanted = [.. present.Where(f => f is not (Finalization.Orphan or Finalization.Foreground))];
        if (orphan)
        {
            wanted.Add(Finalization.Orphan);
        }

        if (foreground)
        {
            wanted.Add(Finalization.Foreground);
        }

        return wanted;
    }

    private async Task<bool> TryStoreAsync(ServedResource resource, StoredObject current, JsonObject? waiting)
    {
        if (waiting is null)
        {
            return (await store.DeleteAsync(current.Key, current.Revision)).Outcome is WriteOutcome.Written;
        }

        if (JsonNode.DeepEquals(waiting, resource.ToServed(current)))
        {
            return true;
        }

        return (await store.UpdateAsync(current.Key, resource.ToStored(waiting), current.Revision)).Outcome is WriteOutcome.Written;
    }
}
