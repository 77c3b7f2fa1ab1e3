using ImageStreams.Entities;
using ImageStreams.GenericApiServer;
using ImageStreams.Images;

namespace ImageStreams.ApiServer;

/// <summary>Writes the streams that requests for tags change, by the rules of streams: the spec first, then the status.</summary>
internal sealed class TagStreams(StoredObjects<ImageStream> streams, ImageStreamStrategy strategy, TimeProvider time)
{
    /// <summary>The stream; null when there is none.</summary>
    public async Task<StoredObject<ImageStream>?> FindAsync(string name, WriteCall call)
    {
        try
        {
            return await streams.FindAsync(call.Request.Namespace, name, call.Caller);
        }
        catch (ApiException e)
        {
            throw TagRefusals.Translate(e, call.Request);
        }
    }

    /// <summary>Makes the stream of a tag.</summary>
    public async Task<ImageStream> CreateAsync(ImageStream wanted, WriteCall call)
    {
        try
        {
            var prepared = await PrepareAsync(wanted, call);
            var stored = await streams.CreateAsync(prepared, call.Query, call.Caller);
            return (await strategy.FinishAsync(null, prepared, stored, call)).Value;
        }
        catch (ApiException e)
        {
            throw TagRefusals.Translate(e, call.Request);
        }
    }

    /// <summary>Changes the stream of a tag; a conflict if somebody else has written it meanwhile.</summary>
    public async Task<ImageStream> UpdateAsync(StoredObject<ImageStream> old, ImageStream wanted, WriteCall call)
    {
        try
        {
            var prepared = await strategy.PrepareUpdateAsync(old.Value, wanted, call);
            var stored = await streams.UpdateAsync(prepared, old.ManagedFields, "", call.Query, call.Caller);
            return (await strategy.FinishAsync(old.Value, prepared, stored, call)).Value;
        }
        catch (ApiException e)
        {
            throw TagRefusals.Translate(e, call.Request);
        }
    }

    /// <summary>Takes a tag and its history out of the stream; a conflict if somebody else has written it meanwhile.</summary>
    public async Task DeleteTagAsync(StoredObject<ImageStream> old, string tag, WriteCall call)
    {
        try
        {
            var prepared = await strategy.PrepareUpdateAsync(old.Value, TagDeletion.WithoutSpecTag(old.Value, tag), call);
            var stored = StreamEquality.SameSpec(old.Value.Spec, prepared.Spec)
                ? old
                : await streams.UpdateAsync(prepared, old.ManagedFields, "", call.Query, call.Caller);
            await DeleteHistoryAsync(stored, tag, call);
        }
        catch (ApiException e)
        {
            throw TagRefusals.Translate(e, call.Request);
        }
    }

    /// <summary>Prepares a new stream. In a namespace in which nothing can be made, that is what is wrong, whatever else is.</summary>
    private async Task<ImageStream> PrepareAsync(ImageStream wanted, WriteCall call)
    {
        try
        {
            return await strategy.PrepareCreateAsync(wanted, call);
        }
        catch (ApiException e) when (e.Code == 422 && StoredNames.TryToStored(wanted.Metadata?.Name ?? "", out _))
        {
            await streams.CreateAsync(wanted with { Spec = new(), Status = null }, call.Query with { DryRun = true }, call.Caller with { Response = null });
            throw;
        }
    }

    private async Task DeleteHistoryAsync(StoredObject<ImageStream> stored, string tag, WriteCall call)
    {
        var retry = new ConflictRetry(time);
        while (stored.Value.FindStatusTag(tag) is not null && !call.Query.DryRun)
        {
            var next = stored.Value with
            {
                Status = TagDeletion.WithoutHistory(stored.Value.Status, tag),
                Metadata = stored.Value.Metadata! with { ManagedFields = null },
            };
            try
            {
                await streams.UpdateAsync(next, null, "status", call.OwnQuery, call.Caller);
                return;
            }
            catch (ApiException e) when (retry.Allows(e))
            {
                await retry.WaitAsync(call.CancellationToken);
                stored = await streams.GetAsync(call.Request.Namespace, stored.Value.Metadata!.Name!, call.Caller);
                if (stored.Value.FindSpecTag(tag) is not null)
                {
                    return; // somebody has made the tag anew, and what is there now is his
                }
            }
        }
    }
}
