using ImageStreams.Entities;
using ImageStreams.GenericApiServer;
using Microsoft.AspNetCore.Http;

namespace ImageStreams.ApiServer;

/// <summary>Creates, updates and patches objects of a stored kind (docs/adr/0002-how-a-write-reaches-the-store.md).</summary>
/// <param name="store">The objects.</param>
/// <param name="schema">How lists merge in a strategic merge patch.</param>
/// <param name="time">The clock.</param>
internal sealed class StoredWrites<T>(StoredObjects<T> store, IPatchSchema? schema, TimeProvider time)
    where T : class, IResource<T>
{
    private const int MaxNames = 8;

    private StoredKind<T> Kind => store.Kind;

    /// <summary>Stores the object in the body of the request.</summary>
    public async Task<T> CreateAsync(HttpContext context, IStrategy<T> strategy)
    {
        var call = WriteCall.Of(context, WriteQuery.ForCreate(context.Request.Query));
        var sent = await SentObject.ReadAsync<T>(context, call.Query.FieldValidation);
        for (var attempt = 1; ; attempt++)
        {
            var named = With(sent, WriteRules.ForCreate(sent.Metadata, call.Request));
            var prepared = await strategy.PrepareCreateAsync(named, call);
            try
            {
                var stored = await store.CreateAsync(prepared, call.Query, call.Caller);
                return (await strategy.FinishAsync(null, prepared, stored, call)).Value;
            }
            catch (ApiException e) when (e.Status.Reason == "AlreadyExists" && string.IsNullOrEmpty(sent.Metadata?.Name) && attempt < MaxNames)
            {
                // The name that was made up is somebody's already.
            }
        }
    }

    /// <summary>Replaces an object by the one in the body of the request.</summary>
    public async Task<T> UpdateAsync(HttpContext context, IStrategy<T> strategy)
    {
        var call = WriteCall.Of(context, WriteQuery.ForUpdate(context.Request.Query));
        var sent = await SentObject.ReadAsync<T>(context, call.Query.FieldValidation);
        sent = With(sent, WriteRules.ForUpdate(sent.Metadata, call.Request));
        var old = await store.GetAsync(call.Request.Namespace, call.Request.Name, call.Caller);
        WriteRules.EnsureVersion(old.Value.Metadata!, sent.Metadata!, call.Request);
        return (await WriteAsync(old, sent, strategy, call)).Value;
    }

    /// <summary>Changes an object by a patch that is not an apply.</summary>
    public async Task<T> PatchAsync(HttpContext context, PatchRequest patch, IStrategy<T> strategy)
    {
        var call = WriteCall.Of(context, WriteQuery.ForPatch(context.Request.Query, isApply: false));
        var change = new PatchChange<T>(patch, schema);
        var retry = new ConflictRetry(time);
        for (var isFirst = true; ; isFirst = false)
        {
            var old = await store.GetAsync(call.Request.Namespace, call.Request.Name, call.Caller);
            var sent = change.Apply(Kind.Shape(old.Value), call.Query.FieldValidation, isFirst ? context.Response : null);
            sent = With(sent, WriteRules.ForUpdate(sent.Metadata, call.Request));
            WriteRules.EnsureVersion(old.Value.Metadata!, sent.Metadata!, call.Request);
            try
            {
                return (await WriteAsync(old, sent, strategy, call)).Value;
            }
            catch (ApiException e) when (retry.Allows(e))
            {
                // Somebody was faster; the patch is as good for what is stored now, unless it names a version.
                await retry.WaitAsync(call.CancellationToken);
            }
        }
    }

    private async Task<StoredObject<T>> WriteAsync(StoredObject<T> old, T sent, IStrategy<T> strategy, WriteCall call)
    {
        var prepared = await strategy.PrepareUpdateAsync(old.Value, sent, call);
        var stored = strategy.WritesObject(old.Value, prepared)
            ? await store.UpdateAsync(prepared, old.ManagedFields, "", call.Query, call.Caller)
            : old;
        return await strategy.FinishAsync(old.Value, prepared, stored, call);
    }

    private T With(T value, ObjectMeta metadata) => Kind.WithIdentity(value, Kind.Served.ApiVersion, metadata);
}
