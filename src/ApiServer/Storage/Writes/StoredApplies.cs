using System.Text.Json.Nodes;
using ImageStreams.Entities;
using ImageStreams.GenericApiServer;
using ImageStreams.Images;
using Microsoft.AspNetCore.Http;

namespace ImageStreams.ApiServer;

/// <summary>
/// Server-side apply: the store computes who owns what, so the document goes there as it came, first as a dry run whose result the rules
/// of the kind look at (docs/adr/0002-how-a-write-reaches-the-store.md).
/// </summary>
internal sealed class StoredApplies<T>(StoredObjects<T> store, IAuthorizer authorizer, TimeProvider time)
    where T : class, IResource<T>
{
    /// <summary>Applies the document in the body of the request.</summary>
    /// <returns>The object, and whether it is new.</returns>
    public async Task<(T Value, bool IsNew)> ApplyAsync(HttpContext context, PatchRequest patch, IApplyStrategy<T> strategy)
    {
        var call = WriteCall.Of(context, WriteQuery.ForPatch(context.Request.Query, isApply: true)) with { IsApply = true };
        var document = Read(patch, call, context.Response);
        if (!StoredNames.TryToStored(call.Request.Name, out _))
        {
            // Nothing can be stored under the name: the rules of the kind say why.
            await strategy.PrepareCreateAsync(document.Decode(T.JsonTypeInfo), call);
            throw ApiException.NotFound(call.Request.GroupResource, call.Request.Name);
        }

        var retry = new ConflictRetry(time);
        var progress = new Progress();
        while (true)
        {
            try
            {
                if (await TryApplyAsync(document.Resource, strategy, call, progress) is { } applied)
                {
                    return applied;
                }
            }
            catch (ApiException e) when (retry.Allows(e) && !NamesVersion(document.Resource))
            {
                // Somebody was faster: what he wrote is looked at, too.
            }

            if (!retry.IsLeft)
            {
                throw ApiException.Conflict(call.Request.GroupResource, call.Request.Name);
            }

            await retry.WaitAsync(call.CancellationToken);
        }
    }

    private static bool NamesVersion(JsonObject document) => document["metadata"]?["resourceVersion"] is not null;

    private RequestDocument Read(PatchRequest patch, WriteCall call, HttpResponse response)
    {
        var document = RequestDocument.Parse(patch.Body, isYaml: true, store.Kind.Served.Kind, null)
            .EnsureKind(store.Kind.GroupVersionKind, ServedKinds.IsKnown);
        document.Enforce(call.Query.FieldValidation, response);
        var metadata = document.Resource["metadata"] as JsonObject ?? [];
        var typed = WriteRules.ForUpdate(
            new ObjectMeta
            {
                Name = metadata["name"]?.ToString() is { Length: > 0 } name ? name : call.Request.Name,
                Namespace = metadata["namespace"]?.ToString(),
            },
            call.Request);
        metadata["name"] = typed.Name;
        if (typed.Namespace is not null)
        {
            metadata["namespace"] = typed.Namespace;
        }

        document.Resource["metadata"] ??= metadata;
        return document;
    }

    /// <summary>One attempt; null when what the dry run saw was gone before it could be used.</summary>
    private async Task<(T Value, bool IsNew)?> TryApplyAsync(JsonObject document, IApplyStrategy<T> strategy, WriteCall call, Progress progress)
    {
        var old = await store.FindAsync(call.Request.Namespace, call.Request.Name, call.Caller);
        if (old is null)
        {
            await EnsureMayCreateAsync(strategy, call);
        }

        var dryRun = await SendAsync(document, strategy, call, call.Query with { DryRun = true });
        if (dryRun.IsNew != old is null || (old is not null && dryRun.Stored.Version != old.Version))
        {
            return null;
        }

        var wanted = strategy.Settle(dryRun.Stored);
        var before = progress.Prepared is { } earlier && old is not null ? strategy.Before(progress.Old, earlier, old.Value) : old?.Value;
        var prepared = before is null
            ? await strategy.PrepareCreateAsync(wanted, call)
            : await strategy.PrepareUpdateAsync(before, wanted, call);
        var applied = call.Query.DryRun ? dryRun : await SendAsync(Pinned(document, old), strategy, call, call.Query);
        progress.Note(before, prepared, applied.IsNew);
        if (applied.IsNew != dryRun.IsNew)
        {
            return null; // somebody made the object between our two requests
        }

        var stored = await CompleteAsync(applied.Stored, prepared, strategy, call);
        return ((await strategy.FinishAsync(before, prepared, stored, call)).Value, progress.IsNew);
    }

    /// <summary>Writes what the rules of the kind added to what was applied.</summary>
    private async Task<StoredObject<T>> CompleteAsync(StoredObject<T> applied, T prepared, IApplyStrategy<T> strategy, WriteCall call)
    {
        if (strategy.IsComplete(applied.Value, prepared))
        {
            return applied;
        }

        // All metadata is as it was applied; its managers are left to the store.
        var completed = store.Kind.WithIdentity(prepared, store.Kind.Served.ApiVersion, applied.Value.Metadata! with { ManagedFields = null });
        return call.Query.DryRun
            ? applied with { Value = completed }
            : await store.UpdateAsync(completed, null, "", call.OwnQuery, call.Caller);
    }

    /// <summary>Sends the document. Where it is only we who own what it wants to change, it gets it.</summary>
    private async Task<AppliedObject<T>> SendAsync(JsonObject document, IApplyStrategy<T> strategy, WriteCall call, WriteQuery query)
    {
        try
        {
            return await store.ApplyAsync(document, call.Request.Namespace, call.Request.Name, strategy.Subresource, query, call.Caller);
        }
        catch (ApiException e) when (!query.Force && IsOwnedByUsAlone(e))
        {
            return await store.ApplyAsync(
                document, call.Request.Namespace, call.Request.Name, strategy.Subresource, query with { Force = true }, call.Caller);
        }
    }

    private static bool IsOwnedByUsAlone(ApiException e) =>
        e.Status.Details?.Causes is { Count: > 0 } causes
        && causes.All(c => c.Reason == "FieldManagerConflict"
            && c.Message?.StartsWith($"conflict with \"{ManagedFieldsTranslation.OwnManager}\"", StringComparison.Ordinal) == true);

    /// <summary>The document, to be applied to no other version than the dry run has seen.</summary>
    private static JsonObject Pinned(JsonObject document, StoredObject<T>? old)
    {
        var pinned = document.DeepClone().AsObject();
        if (old is not null)
        {
            pinned["metadata"]!["resourceVersion"] = old.Version;
        }

        return pinned;
    }

    /// <summary>Who may patch may not therefore create.</summary>
    private async Task EnsureMayCreateAsync(IApplyStrategy<T> strategy, WriteCall call)
    {
        if (strategy.Subresource.Length > 0)
        {
            throw ApiException.NotFound(call.Request.GroupResource, call.Request.Name);
        }

        var creation = AuthorizationAttributes.Of(call.Request, call.User) with { Verb = "create" };
        var decision = await authorizer.AuthorizeAsync(creation, call.CancellationToken);
        if (!decision.IsAllowed)
        {
            throw AuthorizationMiddleware.Forbidden(creation, decision.Reason);
        }
    }

    /// <summary>What of an apply is stored already, when somebody came in between before all of it was.</summary>
    private sealed class Progress
    {
        public T? Old { get; private set; }

        public T? Prepared { get; private set; }

        public bool IsNew { get; private set; }

        public void Note(T? old, T prepared, bool isNew)
        {
            if (Prepared is null)
            {
                (Old, Prepared, IsNew) = (old, prepared, isNew);
            }
        }
    }
}
