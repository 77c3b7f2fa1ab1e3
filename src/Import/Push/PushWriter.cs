using ImageStreams.Entities;
using ImageStreams.Images;
using ImageStreams.Kubernetes;

namespace ImageStreams.Import;

/// <summary>
/// Writes what was read back of pushes: images, streams that did not exist, and the histories of tags. Every write carries the version that it was
/// decided on, so that any replica may be at it, and several at once.
/// </summary>
public sealed class PushWriter
{
    private const int MaxAttempts = 10;
    private const int Turns = 64;

    private readonly SemaphoreSlim[] _turns = [.. Enumerable.Range(0, Turns).Select(_ => new SemaphoreSlim(1))];
    private readonly ImageStore _images;
    private readonly StreamStore _streams;
    private readonly StreamQuotaLedger _quotas;
    private readonly ImportSettingsSource _settings;
    private readonly ImportMetrics _metrics;
    private readonly TimeProvider _time;

    public PushWriter(
        KubernetesClient client, StreamStore streams, StreamQuotaLedger quotas, ImportSettingsSource settings, ImportMetrics metrics, TimeProvider time)
    {
        _images = new ImageStore(client.Resource<Image>(Image.ResourceKind with { Version = ImageGroup.StoredVersion }), metrics);
        (_streams, _quotas, _settings, _metrics, _time) = (streams, quotas, settings, metrics, time);
    }

    private RegistryHosts Hosts => _settings.Current.Plan.Hosts;

    /// <summary>Stores what was fetched of an image that no tag stands for.</summary>
    internal async Task<PushOutcome> StoreAsync(PushWork work, ImageResult found, CancellationToken cancellationToken)
    {
        if (found.Fetched.Count == 0)
        {
            return new PushOutcome(PushResult.Unchanged);
        }

        if (await FindSizeProblemAsync(work, found, cancellationToken) is { } tooLarge)
        {
            return PushOutcome.Refused(tooLarge);
        }

        await CreateImagesAsync(work, found, cancellationToken);
        return new PushOutcome(PushResult.Written);
    }

    /// <summary>Puts an image on top of its tag, as a mapping would.</summary>
    internal async Task<PushOutcome> WriteAsync(PushWork work, ImageResult found, CancellationToken cancellationToken)
    {
        if (await FindSizeProblemAsync(work, found, cancellationToken) is { } tooLarge)
        {
            return PushOutcome.Refused(tooLarge);
        }

        return await InTurnAsync(work.Stream, () => WriteInTurnAsync(work, found, cancellationToken), cancellationToken);
    }

    /// <summary>Takes a tag away that the registry has lost.</summary>
    internal Task<PushOutcome> DeleteAsync(PushWork work, CancellationToken cancellationToken) =>
        InTurnAsync(work.Stream, () => DeleteInTurnAsync(work, cancellationToken), cancellationToken);

    private async Task<PushOutcome> WriteInTurnAsync(PushWork work, ImageResult found, CancellationToken cancellationToken)
    {
        if (await _streams.FindAsync(work.Stream, cancellationToken) is not { } stream)
        {
            if (await _quotas.ChargeAsync(work.Stream.Namespace, cancellationToken) is { } problem)
            {
                return PushOutcome.Refused(problem);
            }

            stream = await CreateStreamAsync(work.Stream, cancellationToken);
        }

        var isKnown = !await CreateImagesAsync(work, found, cancellationToken);
        var mapping = PushedImages.MappingOf(found.Image!, work.Stream, work.Tag, Hosts);
        return await WriteStatusAsync(work, stream, PushResult.Written, current => TagMapping.Apply(current, mapping, isKnown, Hosts, Context()), cancellationToken);
    }

    private async Task<PushOutcome> DeleteInTurnAsync(PushWork work, CancellationToken cancellationToken) =>
        await _streams.FindAsync(work.Stream, cancellationToken) is { } stream && TagMapping.IsUnmoved(work.Cached!, stream, work.Tag)
            ? await WriteStatusAsync(
                work, stream, PushResult.Deleted, current => PushedTags.Delete(current, work.Tag, Hosts), cancellationToken)
            : PushOutcome.Failed("the stream has changed meanwhile");

    // Tags of one stream mostly are pushed together: without turns they would only be in each other's way.
    private async Task<PushOutcome> InTurnAsync(StreamKey stream, Func<Task<PushOutcome>> write, CancellationToken cancellationToken)
    {
        var turn = _turns[(uint)stream.GetHashCode() % Turns];
        await turn.WaitAsync(cancellationToken);
        try
        {
            return await write();
        }
        finally
        {
            turn.Release();
        }
    }

    private async Task<PushOutcome> WriteStatusAsync(
        PushWork work, ImageStream first, PushResult result, Func<ImageStream, ImageStream> change, CancellationToken cancellationToken)
    {
        var stream = first;
        for (var attempt = 1; stream is { Metadata.DeletionTimestamp: null } && TagMapping.IsUnmoved(first, stream, work.Tag); attempt++)
        {
            var after = Complete(change(stream));
            if (StreamEquality.SameStatus(stream.Status, after.Status))
            {
                return new PushOutcome(PushResult.Unchanged);
            }

            if (work.Limits.FindProblem(stream, after) is { } problem)
            {
                return PushOutcome.Refused(problem);
            }

            try
            {
                var written = await _streams.WriteStatusAsync(after, cancellationToken);
                _metrics.StatusWritten();
                return new PushOutcome(result) { Changes = StreamChange.Between(stream, after).Tags, Stream = written };
            }
            catch (KubeApiException e) when (e.IsConflict && attempt < MaxAttempts)
            {
                _metrics.Conflicted();
                stream = await _streams.FindAsync(work.Stream, cancellationToken);
            }
        }

        return PushOutcome.Failed("the stream has changed meanwhile"); // what the registry has is looked at again
    }

    // Where no API server does it, the status says itself where the stream's images are.
    private ImageStream Complete(ImageStream stream) => _settings.Current.Plan is { StrategyRuns: false } plan
        ? stream with { Status = StreamRepositories.Decorate(stream, plan.Hosts) }
        : stream;

    private async Task<ImageStream> CreateStreamAsync(StreamKey key, CancellationToken cancellationToken)
    {
        var stream = StreamPreparation.ForCreate(
            new ImageStream { Metadata = new ObjectMeta { Namespace = key.Namespace, Name = key.Name } }, StatusSource.Stored, _settings.Current.ImportMode);
        try
        {
            return await _streams.CreateAsync(stream, cancellationToken);
        }
        catch (KubeApiException e) when (e.IsAlreadyExists)
        {
            return await _streams.FindAsync(key, cancellationToken) ?? stream; // gone again: its status cannot be written either
        }
    }

    // What the cluster has already has its size there; it may have come from elsewhere.
    private async Task<string?> FindSizeProblemAsync(PushWork work, ImageResult found, CancellationToken cancellationToken)
    {
        IReadOnlyList<Image> images = work.Limits.MaxSize is not null && found.Fetched.Count == 0 && await _images.FindAsync(found.Image!, cancellationToken) is { } known
            ? [known]
            : found.Fetched;
        return images.Select(work.Limits.FindProblem).FirstOrDefault(p => p is not null);
    }

    /// <summary>Creates the images that are missing; says whether the one that was pushed, the last of them, was.</summary>
    private async Task<bool> CreateImagesAsync(PushWork work, ImageResult found, CancellationToken cancellationToken)
    {
        var created = await _images.CreateAsync(found.Fetched.Select(i => PushedImages.Mark(i, work.Stream, Hosts)), cancellationToken);
        return created.Any(i => i.Metadata!.Name == found.Image);
    }

    private EvaluationContext Context() => new() { Now = _time.GetUtcNow(), HistoryLimit = _settings.Current.Plan.HistoryLimit };
}
