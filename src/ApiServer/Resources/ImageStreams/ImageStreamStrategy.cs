using ImageStreams.Entities;
using ImageStreams.GenericApiServer;
using ImageStreams.Images;
using ImageStreams.Import;

namespace ImageStreams.ApiServer;

/// <summary>How image streams are written by users: gather what the rules of the kind need to know, let them decide, write status apart.</summary>
internal sealed class ImageStreamStrategy(
    StoredObjects<ImageStream> streams, SourceStreams sources, NamespaceLimits limits, StreamQuotas quotas, ImportSettingsSource settings, TimeProvider time)
    : IApplyStrategy<ImageStream>
{
    public string Subresource => "";

    private string ImportMode => settings.Current.ImportMode;

    public async Task<ImageStream> PrepareCreateAsync(ImageStream sent, WriteCall call)
    {
        var stream = StreamPreparation.ForCreate(sent, StatusSource.Stored, ImportMode);
        var accepted = Accept(null, await EvaluateAsync(null, stream, call), StreamRules.Of(settings.Current));
        Warn(accepted, call);
        await quotas.ChargeAsync(call, accepted.Metadata?.Name ?? "");
        return accepted;
    }

    public async Task<ImageStream> PrepareUpdateAsync(ImageStream old, ImageStream sent, WriteCall call)
    {
        var stream = StreamPreparation.ForUpdate(old, sent, StatusSource.Stored, ImportMode);
        var accepted = Accept(old, await EvaluateAsync(old, stream, call), StreamRules.Of(settings.Current).Knowing(old));
        Warn(accepted, call);
        return accepted;
    }

    public bool WritesObject(ImageStream stored, ImageStream prepared) => true; // the store stores nothing when nothing has changed

    public bool IsComplete(ImageStream applied, ImageStream prepared) => StreamEquality.SameSpec(applied.Spec, prepared.Spec);

    public ImageStream Settle(StoredObject<ImageStream> applied) => AbandonedTags.Drop(applied);

    public ImageStream Before(ImageStream? old, ImageStream prepared, ImageStream stored) => StreamRebase.Before(old, prepared, stored);

    /// <summary>Writes the events of tags. When somebody else writes meanwhile, they are worked out again on top of what he wrote.</summary>
    public async Task<StoredObject<ImageStream>> FinishAsync(ImageStream? old, ImageStream prepared, StoredObject<ImageStream> stored, WriteCall call)
    {
        var status = prepared.Status;
        var retry = new ConflictRetry(time);
        while (true)
        {
            if (StreamEquality.SameStatus(stored.Value.Status, status))
            {
                return stored;
            }

            if (call.Query.DryRun)
            {
                return stored with { Value = stored.Value with { Status = status } };
            }

            try
            {
                var next = stored.Value with { Status = status, Metadata = stored.Value.Metadata! with { ManagedFields = null } };
                return await streams.UpdateAsync(next, null, "status", call.OwnQuery, call.Caller);
            }
            catch (ApiException e) when (retry.Allows(e))
            {
                await retry.WaitAsync(call.CancellationToken);
                stored = await streams.GetAsync(call.Request.Namespace, stored.Value.Metadata!.Name!, call.Caller);
                var again = await EvaluateAsync(StreamRebase.Before(old, prepared, stored.Value), stored.Value, call);
                status = again.Causes.Count == 0 ? again.Stream.Status : stored.Value.Status;
            }
        }
    }

    private static void Warn(ImageStream stream, WriteCall call)
    {
        foreach (var warning in call.Caller.Response is null ? [] : ImporterAnnotations.FindWarnings(stream))
        {
            WarningHeader.Add(call.Caller.Response!, warning);
        }
    }

    private ImageStream Accept(ImageStream? old, TagEvaluation evaluation, ValidationRules rules)
    {
        var causes = ImageStreamValidation.Validate(evaluation, rules);
        if (evaluation.Cause is null && limits.FindProblem(old, evaluation.Stream) is { } problem)
        {
            causes = [FieldErrors.Internal("[]", problem), .. causes];
        }

        return causes.Count == 0 ? evaluation.Stream : throw Invalidity.Of(ImageStream.ResourceKind, evaluation.Stream.Metadata?.Name, causes);
    }

    private async Task<TagEvaluation> EvaluateAsync(ImageStream? old, ImageStream stream, WriteCall call)
    {
        var plan = settings.Current.Plan;
        var found = await sources.FetchAsync(TagEvaluator.Needed(old, stream), stream.Metadata?.Namespace ?? "", call);
        var context = new EvaluationContext { Now = time.GetUtcNow(), RegistryHost = plan.Hosts.Internal, HistoryLimit = plan.HistoryLimit };
        return TagEvaluator.Evaluate(old, stream, found, context);
    }
}
