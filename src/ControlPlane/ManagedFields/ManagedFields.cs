using System.Globalization;
using System.Text.Json.Nodes;
using ImageStreams.GenericApiServer;

namespace ImageStreams.ControlPlane;

/// <summary>Keeps track of who owns which field, and applies documents at the server.</summary>
/// <remarks>docs/spec/apply.md</remarks>
internal static class ManagedFields
{
    private const string BeforeFirstApply = "before-first-apply";
    private const string Kubectl = "kubectl";

    /// <summary>What no manager ever owns.</summary>
    private static readonly FieldSet Unowned = UnownedFields();

    /// <summary>The document of a write, with its managers brought up to date.</summary>
    /// <param name="management">How the fields of the resource are managed.</param>
    /// <param name="live">The stored object, in the version of the request; <c>null</c> for a new one.</param>
    /// <param name="next">What is going to be stored.</param>
    /// <param name="write">Who writes.</param>
    internal static JsonObject Update(FieldManagement management, JsonObject? live, JsonObject next, FieldWrite write)
    {
        var old = live ?? management.Empty;
        var managers = write.Subresource.Length > 0 ? ManagerList.OfOrEmpty(old)
            : ManagerList.IsReset(next) ? []
            : Sent(next) ?? ManagerList.OfOrEmpty(old);
        var result = Without(next);
        if (managers.Count > 0 || live is null)
        {
            try
            {
                UpdateManagers(management, managers, Without(old), result, write);
            }
            catch (TypedValueException)
            {
                managers = ManagerList.OfOrEmpty(old); // The document does not fit its schema: that is for validation to say.
            }
        }

        managers.WriteTo(result);
        return result;
    }

    /// <summary>The live object with a document applied to it.</summary>
    /// <param name="management">How the fields of the resource are managed.</param>
    /// <param name="live">The stored object, in the version of the request; <c>null</c> for a new one.</param>
    /// <param name="applied">What the manager wants, all of it.</param>
    /// <param name="write">Who applies.</param>
    /// <returns>The live object itself, apart from its managers, when nothing changes.</returns>
    /// <exception cref="ApiException">409 on conflicts, 400 and 500 for documents that cannot be applied.</exception>
    internal static JsonObject Apply(FieldManagement management, JsonObject? live, JsonObject applied, FieldWrite write)
    {
        if (applied.At("metadata", "managedFields") is not null)
        {
            throw ApiException.BadRequest("metadata.managedFields must be nil");
        }

        var type = management.TypeOf(write.ApiVersion)
            ?? throw new InvalidOperationException($"There is no schema of {write.ApiVersion}.");
        ThrowIfUntyped(type, applied);
        var old = live ?? [];
        var managers = Decode(old);
        var before = Without(old);
        JsonObject result;
        try
        {
            if (managers.Count == 0 && live is not null)
            {
                UpdateManagers(management, managers, management.Empty, before, write with { Manager = BeforeFirstApply });
            }

            result = ApplyOrMigrate(management, managers, before, applied, write);
        }
        catch (TypedValueException e)
        {
            throw ApiException.Unclassified($"failed to create typed live object: {e.Message}", e);
        }

        if (write.Manager == Kubectl)
        {
            LastApplied.Refresh(result, applied);
        }

        managers.WriteTo(result);
        return result;
    }

    /// <summary>A write that changes nothing else does not change the times of managers either.</summary>
    /// <returns>The old object when nothing but times differs.</returns>
    internal static JsonObject WithoutNewTimes(JsonObject old, JsonObject next) =>
        JsonNode.DeepEquals(WithoutTimes(old), WithoutTimes(next)) ? old : next;

    private static JsonObject ApplyOrMigrate(
        FieldManagement management, ManagerList managers, JsonObject live, JsonObject applied, FieldWrite write)
    {
        try
        {
            return Merge(management, managers, live, applied, write);
        }
        catch (FieldConflictException e) when (write.Manager == Kubectl)
        {
            // What kubectl itself applied at the client before is no conflict with kubectl at the server.
            var own = LastApplied.UnchangedFields(management, live, write.ApiVersion);
            var others = e.Conflicts.Where(conflict => !own.Has([.. conflict.Path])).ToList();
            return others.Count == 0
                ? Merge(management, managers, live, applied, write with { Force = true })
                : throw new FieldConflictException(others).ToApiException();
        }
        catch (FieldConflictException e)
        {
            throw e.ToApiException();
        }
    }

    /// <summary>Merges, and changes the managers when that succeeds.</summary>
    private static JsonObject Merge(
        FieldManagement management, ManagerList managers, JsonObject live, JsonObject applied, FieldWrite write)
    {
        var type = management.TypeOf(write.ApiVersion)!;
        var next = managers.Copy();
        SchemaReconciliation.Reconcile(management, next);
        var merged = TypedMerge.Merge(type, live, applied);
        var last = next.GetValueOrDefault(write.ApplyKey);
        var fields = FieldSetBuilder.Of(type, applied).WithoutTrees(management.ResetFields);
        next[write.ApplyKey] = new(fields, write.ApiVersion, last?.Time);
        var result = AppliedPruning.Prune(management, merged, next, last);
        OwnershipChange.Take(management, next, live, result, write.ApplyKey, write.ApiVersion, write.Force);
        var isSame = JsonNode.DeepEquals(live, result);
        Finish(next, write.ApplyKey, isSame ? last?.Time : Text(write.Now));
        managers.Clear();
        foreach (var (manager, owned) in next)
        {
            managers.Add(manager, owned);
        }

        return result;
    }

    private static void UpdateManagers(
        FieldManagement management, ManagerList managers, JsonObject old, JsonObject next, FieldWrite write)
    {
        SchemaReconciliation.Reconcile(management, managers);
        // The fields of this write are found apart from those that the manager has already, so that a write without changes leaves no trace.
        var current = ManagerKey.ForUpdate("\0current", write.ApiVersion, "");
        var changes = OwnershipChange.Take(management, managers, old, next, current, write.ApiVersion, force: true);
        var fields = changes.Modified.Union(changes.Added).WithoutTrees(management.ResetFields).Difference(Unowned);
        if (!fields.IsEmpty)
        {
            var known = managers.GetValueOrDefault(write.UpdateKey)?.Fields ?? FieldSet.Empty;
            managers[write.UpdateKey] = new(fields.Union(known), write.ApiVersion, Text(write.Now));
        }

        ManagerCap.Apply(managers);
    }

    private static void Finish(ManagerList managers, ManagerKey key, string? time)
    {
        if (!managers.Remove(key, out var owned))
        {
            return;
        }

        var fields = owned.Fields.Difference(Unowned);
        if (!fields.IsEmpty)
        {
            managers[key] = owned with { Fields = fields, Time = time };
        }
    }

    private static void ThrowIfUntyped(TypeSchema type, JsonObject applied)
    {
        var problems = TypedCheck.Check(type, applied);
        if (problems.Count > 0)
        {
            var (ns, name) = (JsonValues.TextOf(applied.At("metadata", "namespace")), JsonValues.TextOf(applied.At("metadata", "name")));
            var (version, kind) = (JsonValues.TextOf(applied["apiVersion"]), JsonValues.TextOf(applied["kind"]));
            version = version?.Contains('/', StringComparison.Ordinal) == true ? version : $"/{version}";
            var text = problems.Count == 1 ? problems[0] : $"errors:\n  {string.Join("\n  ", problems)}";
            throw ApiException.Unclassified($"failed to create typed patch object ({ns}/{name}; {version}, Kind={kind}): {text}");
        }
    }

    private static ManagerList Decode(JsonObject live)
    {
        try
        {
            return ManagerList.Of(live);
        }
        catch (FormatException e)
        {
            throw ApiException.Unclassified($"failed to decode managed fields: {e.Message}", e);
        }
    }

    /// <summary>The managers that a document sets itself; <c>null</c> when it does not, or not properly.</summary>
    private static ManagerList? Sent(JsonObject next)
    {
        var sent = ManagerList.OfOrEmpty(next);
        return sent.Count > 0 ? sent : null;
    }

    private static JsonObject Without(JsonObject document)
    {
        var copy = document.DeepClone().AsObject();
        (copy["metadata"] as JsonObject)?.Remove("managedFields");
        return copy;
    }

    private static JsonObject WithoutTimes(JsonObject document)
    {
        var copy = document.DeepClone().AsObject();
        foreach (var entry in (copy.At("metadata", "managedFields") as JsonArray ?? []).OfType<JsonObject>())
        {
            entry.Remove("time");
        }

        return copy;
    }

    private static FieldSet UnownedFields()
    {
        var set = FieldManagement.Trees("apiVersion", "kind", "metadata");
        foreach (var field in new[]
        {
            "clusterName", "creationTimestamp", "generation", "managedFields", "name", "namespace", "resourceVersion", "selfLink", "uid",
        })
        {
            set.Add([PathElement.Field("metadata"), PathElement.Field(field)]);
        }

        return set;
    }

    private static string Text(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
