using ImageStreams.Entities;
using ImageStreams.GenericApiServer;
using ImageStreams.Images;
using ImageStreams.Import;

namespace ImageStreams.ApiServer;

/// <summary>How the status of image streams is written, by registries and by pruners (docs/spec/imagestream.md#writers).</summary>
internal sealed class ImageStreamStatusStrategy(StoredObjects<ImageStream> streams, NamespaceLimits limits, ImportSettingsSource settings) : IApplyStrategy<ImageStream>
{
    public string Subresource => "status";

    public Task<ImageStream> PrepareCreateAsync(ImageStream sent, WriteCall call) =>
        throw ApiException.NotFound(call.Request.GroupResource, call.Request.Name);

    public Task<ImageStream> PrepareUpdateAsync(ImageStream old, ImageStream sent, WriteCall call)
    {
        var wanted = sent with { Metadata = old.Metadata! with { Labels = sent.Metadata?.Labels, Annotations = sent.Metadata?.Annotations } };
        var stream = StreamPreparation.ForStatusUpdate(old, wanted, settings.Current.ImportMode);
        var causes = ImageStreamValidation.Validate(stream, StreamRules.Of(settings.Current).KnowingStatus(old));
        if (limits.FindProblem(old, stream) is { } problem)
        {
            causes = [FieldErrors.Forbidden("imageStream", problem), .. causes];
        }

        return causes.Count == 0 ? Task.FromResult(stream) : throw Invalidity.Of(ImageStream.ResourceKind, old.Metadata?.Name, causes);
    }

    public bool WritesObject(ImageStream stored, ImageStream prepared) =>
        !StreamEquality.SameSpec(stored.Spec, prepared.Spec)
        || !StreamEquality.SameMap(stored.Metadata?.Labels, prepared.Metadata?.Labels)
        || !StreamEquality.SameMap(stored.Metadata?.Annotations, prepared.Metadata?.Annotations);

    public ImageStream Settle(StoredObject<ImageStream> applied) => applied.Value;

    public ImageStream Before(ImageStream? old, ImageStream prepared, ImageStream stored) => stored;

    public bool IsComplete(ImageStream applied, ImageStream prepared) => true; // an apply to the status changes nothing else

    public async Task<StoredObject<ImageStream>> FinishAsync(ImageStream? old, ImageStream prepared, StoredObject<ImageStream> stored, WriteCall call)
    {
        if (StreamEquality.SameStatus(stored.Value.Status, prepared.Status))
        {
            return stored;
        }

        if (call.Query.DryRun)
        {
            return stored with { Value = stored.Value with { Status = prepared.Status } };
        }

        var next = stored.Value with { Status = prepared.Status, Metadata = stored.Value.Metadata! with { ManagedFields = null } };
        var query = call.IsApply ? call.OwnQuery : call.Query;
        return await streams.UpdateAsync(next, null, Subresource, query, call.Caller);
    }
}
