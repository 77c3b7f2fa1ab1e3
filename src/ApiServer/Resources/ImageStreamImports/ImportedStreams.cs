using ImageStreams.Entities;
using ImageStreams.GenericApiServer;
using ImageStreams.Images;
using ImageStreams.Import;

namespace ImageStreams.ApiServer;

/// <summary>The streams that import requests write to: found before anything is fetched, written at once afterwards, spec before status.</summary>
internal sealed class ImportedStreams(
    StoredObjects<ImageStream> streams, NamespaceLimits limits, StreamQuotas quotas, ImportSettingsSource settings, TimeProvider time)
{
    private static readonly GroupResource Singular = new(ImageGroup.Name, "imagestream");

    /// <summary>The stream; null when the import makes it, and nothing stands against that.</summary>
    /// <param name="request">What the request says about the stream.</param>
    /// <param name="writes">Whether the stream is to be written.</param>
    /// <param name="call">Who wants it.</param>
    /// <exception cref="ApiException">409 or 404 when it is not in the version that the request is about; the control plane's refusal to make it.</exception>
    public async Task<StoredObject<ImageStream>?> FindAsync(ObjectMeta request, bool writes, WriteCall call)
    {
        var stored = await streams.FindAsync(request.Namespace!, request.Name!, call.Caller);
        if (string.IsNullOrEmpty(request.ResourceVersion))
        {
            if (stored is null)
            {
                await PrepareCreateAsync(request, writes, call);
            }

            return stored;
        }

        return stored is null ? throw ApiException.NotFound(call.Request.GroupResource, request.Name!)
            : stored.Version == request.ResourceVersion ? stored
            : throw ApiException.Conflict(
                Singular, request.Name!, $"the image stream was updated from {GoText.Quote(request.ResourceVersion)} to {GoText.Quote(stored.Version)}");
    }

    /// <summary>Writes what was imported.</summary>
    /// <returns>The stream as the answer shows it.</returns>
    /// <exception cref="ApiException">Among others 409 when somebody has written the stream meanwhile.</exception>
    public async Task<ImageStream> WriteAsync(StoredObject<ImageStream>? old, ObjectMeta request, IEnumerable<ImportEntry> entries, bool freely, WriteCall call)
    {
        var import = new Import([.. entries], time.GetUtcNow(), settings.Current);
        var stream = old?.Value ?? NewOf(request);
        var change = import.Apply(old?.Value, stream);
        Accept(change.After, old?.Value, freely);
        var next = change.After with { Status = old?.Value.Status };
        var stored = old is null ? await CreateAsync(next, call, call.Query.DryRun)
            : change.SpecChanged || change.AnnotationsChanged ? await UpdateAsync(next, "", call)
            : old;
        stored = await FinishAsync(import, old?.Value, stored, change, call);
        return streams.Kind.Shape(streams.Kind.AsItem(stored.Value));
    }

    /// <summary>What would stand against the stream had better do so now than after the images were fetched.</summary>
    private async Task PrepareCreateAsync(ObjectMeta request, bool writes, WriteCall call)
    {
        await CreateAsync(NewOf(request), call, isDryRun: true);
        if (writes)
        {
            await quotas.ChargeAsync(call, request.Name!);
        }
    }

    private static ImageStream NewOf(ObjectMeta request) => new()
    {
        Metadata = new ObjectMeta { Name = request.Name, Namespace = request.Namespace },
        Spec = new ImageStreamSpec(),
    };

    private void Accept(ImageStream stream, ImageStream? old, bool freely)
    {
        var rules = freely ? ValidationRules.Default : StreamRules.Of(settings.Current);
        var causes = ImageStreamValidation.Validate(stream, old is null ? rules : rules.Knowing(old));
        if (limits.FindProblem(old, stream) is { } problem)
        {
            causes = [FieldErrors.Internal("[]", problem), .. causes];
        }

        if (causes.Count > 0)
        {
            throw Invalidity.Of(ImageStream.ResourceKind, stream.Metadata?.Name, causes);
        }
    }

    /// <summary>
    /// Writes the events. The controller is told of the new spec and may write its own findings first; ours then go on top, as long as the spec
    /// is the one that was written here.
    /// </summary>
    private async Task<StoredObject<ImageStream>> FinishAsync(
        Import import, ImageStream? old, StoredObject<ImageStream> stored, StreamChange change, WriteCall call)
    {
        var (generation, status) = (stored.Value.Metadata?.Generation, change.After.Status);
        for (var retry = new ConflictRetry(time); ;)
        {
            if (StreamEquality.SameStatus(stored.Value.Status, status))
            {
                return stored;
            }

            var next = stored.Value with { Status = status };
            if (call.Query.DryRun)
            {
                return stored with { Value = next };
            }

            try
            {
                return await UpdateAsync(next, "status", call);
            }
            catch (ApiException e) when (retry.Allows(e))
            {
                await retry.WaitAsync(call.CancellationToken);
                stored = await streams.GetAsync(call.Request.Namespace, next.Metadata!.Name!, call.Caller);
                if (stored.Value.Metadata?.Generation != generation)
                {
                    throw AsRequested(e, call); // what the tags mean has changed: the controller imports them
                }

                status = import.Again(old, stored.Value).After.Status;
            }
        }
    }

    private async Task<StoredObject<ImageStream>> CreateAsync(ImageStream stream, WriteCall call, bool isDryRun)
    {
        try
        {
            return await streams.CreateAsync(stream, call.OwnQuery with { DryRun = isDryRun }, call.Caller);
        }
        catch (ApiException e)
        {
            throw AsRequested(e, call);
        }
    }

    private async Task<StoredObject<ImageStream>> UpdateAsync(ImageStream stream, string subresource, WriteCall call)
    {
        try
        {
            var unmanaged = stream with { Metadata = stream.Metadata! with { ManagedFields = null } }; // whose fields they are is left to the store
            return await streams.UpdateAsync(unmanaged, null, subresource, call.OwnQuery, call.Caller);
        }
        catch (ApiException e) when (subresource.Length == 0)
        {
            throw AsRequested(e, call);
        }
    }

    /// <summary>The refusal in the name of the resource that was asked for, which is not the one that is written.</summary>
    private static ApiException AsRequested(ApiException refusal, WriteCall call)
    {
        var (status, written, asked) = (refusal.Status, GroupResource.Of(ImageStream.ResourceKind).ToString(), call.Request.GroupResource.ToString());
        if (status.Details?.Kind != ImageStream.ResourceKind.Plural)
        {
            return refusal;
        }

        return new ApiException(status with
        {
            Message = status.Message?.Replace(written, asked, StringComparison.Ordinal),
            Details = status.Details with { Kind = call.Request.Resource },
        });
    }

    /// <summary>What was imported, to be written to a stream, once or more than once.</summary>
    private sealed record Import(IReadOnlyList<ImportEntry> Entries, DateTimeOffset Now, ImportSettings Settings)
    {
        public StreamChange Apply(ImageStream? stored, ImageStream stream) => ImportDoor.Apply(stored, stream, Entries, Context, Settings.ImportMode);

        /// <summary>The same import, on top of the status that somebody else has written after our spec.</summary>
        public StreamChange Again(ImageStream? old, ImageStream current)
        {
            var before = current with
            {
                Spec = old?.Spec,
                Metadata = current.Metadata! with { Generation = old?.Metadata?.Generation, Annotations = old?.Metadata?.Annotations },
            };
            return Apply(old is null ? null : before, before);
        }

        private EvaluationContext Context => new() { Now = Now, RegistryHost = Settings.Plan.Hosts.Internal, HistoryLimit = Settings.Plan.HistoryLimit };
    }
}
