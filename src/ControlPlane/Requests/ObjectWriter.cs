using System.Text.Json.Nodes;
using ImageStreams.GenericApiServer;

namespace ImageStreams.ControlPlane;

/// <summary>Creates and updates objects by the rules of their kind (docs/spec/control-plane.md#writes).</summary>
internal sealed class ObjectWriter(ObjectStore store, IReadOnlyList<IWriteGate> gates, IAuthorizer authorizer, TimeProvider time)
{
    private const int Attempts = 10;

    /// <summary>Creates <paramref name="document"/>, which this method changes.</summary>
    public async Task<WrittenObject> CreateAsync(ServedResource resource, string ns, JsonObject document, WriteContext context)
    {
        if (document.ResourceVersion.Length > 0)
        {
            throw ApiException.Unclassified("resourceVersion should not be set on objects to be created");
        }

        EnsureNamespace(document, resource, ns);
        MetadataRules.PrepareCreate(resource, document, ns, time.GetUtcNow());
        var key = resource.Key(ns, document.Name);
        return await CreatePreparedAsync(resource, key, document, context);
    }

    /// <summary>Changes an object: <paramref name="next"/> makes the new state from a document of the present one, again when somebody else was faster.</summary>
    /// <param name="resource">Resource and version of the documents.</param>
    /// <param name="key">The object.</param>
    /// <param name="subresource">Empty, or <c>status</c>.</param>
    /// <param name="next">Gets null when there is no object, if <paramref name="createsMissing"/>.</param>
    /// <param name="createsMissing">Whether what is not there is created.</param>
    /// <param name="context">Who writes, and how.</param>
    public async Task<WrittenObject> UpdateAsync(
        ServedResource resource, StoreKey key, string subresource, Func<JsonObject?, JsonObject> next, bool createsMissing, WriteContext context)
    {
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var current = store.Current.Find(key);
            var written = current is not null
                ? await TryUpdateAsync(resource, current, subresource, next, context)
                : createsMissing
                    ? await CreateMissingAsync(resource, key, next(null), context)
                    : throw ApiException.NotFound(resource.GroupResource, key.Name);
            if (written is { } done)
            {
                return done;
            }
        }

        throw Modified(resource, key.Name);
    }

    internal static ApiException Modified(ServedResource resource, string name) => ApiException.Conflict(resource.GroupResource, name);

    internal static ApiException TooLarge() => ApiException.Unclassified("etcdserver: request is too large");

    private static void EnsureNamespace(JsonObject document, ServedResource resource, string ns)
    {
        var stated = document.Namespace;
        if (resource.Namespaced && stated.Length > 0 && stated != ns)
        {
            throw ApiException.BadRequest("the namespace of the provided object does not match the namespace sent on the request");
        }
    }

    private static void CheckVersion(ServedResource resource, JsonObject document, StoredObject current)
    {
        if (!ResourceVersions.TryParse(document.ResourceVersion, out var stated))
        {
            throw ApiException.Unclassified(ResourceVersions.Complaint(document.ResourceVersion));
        }

        if (stated is null && !resource.Rules.AllowsUnconditionalUpdate)
        {
            throw ApiException.Invalid(
                new(resource.Kind.Group, resource.Plural),
                current.Key.Name,
                FieldError.Invalid("metadata.resourceVersion", 0, "must be specified for an update"));
        }

        if (stated is { } revision && revision != current.Revision)
        {
            throw Modified(resource, current.Key.Name);
        }
    }

    private async Task<WrittenObject?> CreateMissingAsync(ServedResource resource, StoreKey key, JsonObject document, WriteContext context)
    {
        await EnsureMayCreateAsync(resource, key, context);
        document.Metadata.Remove("resourceVersion");
        EnsureNamespace(document, resource, key.Namespace);
        MetadataRules.PrepareCreate(resource, document, key.Namespace, time.GetUtcNow());
        return await CreatePreparedAsync(resource, key, document, context);
    }

    /// <summary>Who may update or patch may not create by it: that is a right of its own.</summary>
    private async Task EnsureMayCreateAsync(ServedResource resource, StoreKey key, WriteContext context)
    {
        var wish = new AuthorizationAttributes
        {
            User = context.User,
            Verb = "create",
            IsResourceRequest = true,
            Group = resource.Kind.Group,
            Version = resource.Kind.Version,
            Namespace = key.Namespace,
            Resource = resource.Plural,
            Name = key.Name,
        };
        var decision = await authorizer.AuthorizeAsync(wish, CancellationToken.None);
        if (!decision.IsAllowed)
        {
            throw AuthorizationMiddleware.Forbidden(wish, decision.Reason);
        }
    }

    private async Task<WrittenObject> CreatePreparedAsync(ServedResource resource, StoreKey key, JsonObject document, WriteContext context)
    {
        if (resource.HasStatus)
        {
            document.Remove("status");
        }

        resource.Rules.SetDefaults(document);
        document = FieldOwnership.Created(resource, document, context, time.GetUtcNow());
        resource.Rules.PrepareCreate(document);
        var attempt = new WriteAttempt(resource, WriteAttempt.Create, "", context.User, key, document, null);
        foreach (var gate in gates)
        {
            gate.Check(attempt);
        }

        Refuse(resource, document.Name, [
            .. MetadataRules.Validate(resource, document),
            .. DocumentChecks.Validate(resource, document, null),
            .. resource.Rules.ValidateCreate(document),
            .. resource.Rules.Validate(document)]);
        WarnOf(resource, document, context);
        if (context.DryRun)
        {
            return store.Current.Find(key) is null
                ? new WrittenObject(KubeJson.ToUtf8(document), true)
                : throw ApiException.AlreadyExists(resource.GroupResource, key.Name);
        }

        var result = await store.CreateAsync(key, resource.ToStored(document));
        return result.Outcome switch
        {
            WriteOutcome.Written => new WrittenObject(resource.Render(result.Object!), true),
            WriteOutcome.TooLarge => throw TooLarge(),
            _ => throw ApiException.AlreadyExists(resource.GroupResource, key.Name),
        };
    }

    private static void WarnOf(ServedResource resource, JsonObject document, WriteContext context)
    {
        foreach (var warning in resource.Rules.Warnings(document))
        {
            context.Warn(warning);
        }
    }

    private static void Refuse(ServedResource resource, string name, IReadOnlyList<FieldError> errors)
    {
        if (errors.Count > 0)
        {
            // A kind that is stored as another one is judged, and named, as that.
            throw ApiException.Invalid((resource.Conversion is null ? resource.Kind : resource.StoredKind).GroupKind, name, errors);
        }
    }

    /// <summary>One attempt; null when the object changed meanwhile and the caller did not insist on a version.</summary>
    private async Task<WrittenObject?> TryUpdateAsync(
        ServedResource resource, StoredObject current, string subresource, Func<JsonObject?, JsonObject> next, WriteContext context)
    {
        var old = resource.ToServed(current);
        var document = next(resource.ToServed(current));
        CheckVersion(resource, document, current);
        EnsureNamespace(document, resource, current.Key.Namespace);
        document = PrepareUpdate(resource, document, old, subresource, context);
        var attempt = new WriteAttempt(resource, WriteAttempt.Update, subresource, context.User, current.Key, document, old);
        foreach (var gate in gates)
        {
            gate.Check(attempt);
        }

        Refuse(resource, current.Key.Name, [
            .. MetadataRules.ValidateUpdate(document, old),
            .. MetadataRules.Validate(resource, document),
            .. DocumentChecks.Validate(resource, document, old),
            .. resource.Rules.Validate(document),
            .. resource.Rules.ValidateUpdate(document, old)]);
        WarnOf(resource, document, context);
        document.Metadata["resourceVersion"] = ResourceVersions.Text(current.Revision);
        document = ManagedFields.WithoutNewTimes(old, document);
        var ends = Finalization.IsOver(document);
        if (context.DryRun || (!ends && JsonNode.DeepEquals(document, old)))
        {
            return new WrittenObject(KubeJson.ToUtf8(document), false);
        }

        return await StoreAsync(resource, current, document, ends);
    }

    private async Task<WrittenObject?> StoreAsync(ServedResource resource, StoredObject current, JsonObject document, bool ends)
    {
        var result = ends
            ? await store.DeleteAsync(current.Key, current.Revision)
            : await store.UpdateAsync(current.Key, resource.ToStored(document), current.Revision);
        return result.Outcome switch
        {
            WriteOutcome.Written => new WrittenObject(ends ? KubeJson.ToUtf8(document) : resource.Render(result.Object!), false),
            WriteOutcome.TooLarge => throw TooLarge(),
            _ => null,
        };
    }

    private JsonObject PrepareUpdate(ServedResource resource, JsonObject document, JsonObject old, string subresource, WriteContext context)
    {
        MetadataRules.PrepareUpdate(document, old);
        if (subresource == NamespaceRules.Finalize)
        {
            resource.Rules.SetDefaults(document);
            return FieldOwnership.Updated(resource, document, old, subresource, context, time.GetUtcNow());
        }

        if (subresource == "status")
        {
            KeepAllButStatus(resource, document, old);
            return FieldOwnership.Updated(resource, document, old, subresource, context, time.GetUtcNow());
        }

        if (resource.HasStatus)
        {
            document.Take(old, "status");
        }

        resource.Rules.SetDefaults(document);
        document = FieldOwnership.Updated(resource, document, old, subresource, context, time.GetUtcNow());
        resource.Rules.PrepareUpdate(document, old);
        if (resource.Rules.CountsGeneration && HasOtherSpec(resource, document, old))
        {
            document.Metadata["generation"] = (old.Metadata.Number("generation") ?? 0) + 1;
        }

        return document;
    }

    private static void KeepAllButStatus(ServedResource resource, JsonObject document, JsonObject old)
    {
        foreach (var field in document.Select(p => p.Key).Union(old.Select(p => p.Key)).Where(f => f is not ("metadata" or "status")).ToList())
        {
            document.Take(old, field);
        }

        if (resource.Rules.StatusTakesMetadata)
        {
            return;
        }

        foreach (var field in (string[])["labels", "annotations", "finalizers", "ownerReferences", "generateName"])
        {
            document.Metadata.Take(old.Metadata, field);
        }
    }

    private static bool HasOtherSpec(ServedResource resource, JsonObject document, JsonObject old) =>
        document.Select(p => p.Key).Union(old.Select(p => p.Key))
            .Any(f => f is not ("metadata" or "kind" or "apiVersion") && !(resource.HasStatus && f == "status") && !document.HasSame(old, f));
}
