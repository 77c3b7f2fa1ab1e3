using System.Net;
using ImageStreams.Entities;
using ImageStreams.Images;
using ImageStreams.Kubernetes;

namespace ImageStreams.Import;

/// <summary>
/// Writes the results of one run into its stream. Every write carries the version that it was decided on; on a conflict the stream is
/// read again and the same results are decided on anew: nothing is fetched twice (docs/spec/importing.md#writes).
/// </summary>
internal sealed class StreamWriter(StreamWork work, StreamStore streams, ImportPlanOptions options, ImportMetrics metrics, TimeProvider time)
{
    private const int MaxAttempts = 10;

    private readonly HashSet<string> _overtaken = new(StringComparer.Ordinal);
    private readonly List<TagChange> _changes = [];
    private readonly Dictionary<string, TagReference> _found = new(StringComparer.Ordinal);
    private readonly string? _uid = work.Stream.Metadata?.Uid;

    /// <summary>The stream as it was last read or written; null when it is gone.</summary>
    public ImageStream? Stream { get; private set; } = work.Stream;

    public IReadOnlySet<string> Overtaken => _overtaken;

    public IReadOnlyList<TagChange> Changes => _changes;

    /// <summary>Why the repository was not imported, if that was not known before.</summary>
    public ImportFailure? RepositoryNews { get; private set; }

    /// <summary>Makes results of a tag welcome that was found in the stream's repository and does not stand in its spec.</summary>
    public void Expect(TagReference found) => _found[found.Name ?? ""] = found;

    public async Task WriteAsync(Func<ImageStream, IReadOnlyList<TagResult>> results, CancellationToken cancellationToken)
    {
        await RepeatAsync(
            current => Decide(current, results(current)),
            async change =>
            {
                if (change.StatusChanged)
                {
                    Wrote(change, await WriteStatusAsync(change, cancellationToken));
                    _changes.AddRange(change.Tags);
                    metrics.StatusWritten();
                }
            },
            cancellationToken);
    }

    public async Task WriteRepositoryAsync(ImportFailure? failure, CancellationToken cancellationToken)
    {
        await RepeatAsync(
            current => ControllerDoor.ApplyRepository(current, failure, time.GetUtcNow()),
            async change =>
            {
                if (change.AnnotationsChanged)
                {
                    Wrote(change, await streams.WriteAnnotationsAsync(change, cancellationToken));
                    RepositoryNews = IsNews(change) ? failure : null;
                }
            },
            cancellationToken);
    }

    private StreamChange Decide(ImageStream current, IReadOnlyList<TagResult> results) =>
        Apply(current, LimitedResults.Within(work.Limits, current, results, allowed => Apply(current, allowed)));

    // Tags of the repository have no spec of their own and get none: the spec is its owner's.
    private StreamChange Apply(ImageStream current, IReadOnlyList<TagResult> results)
    {
        var names = current.SpecTags.Select(t => t.Name).ToHashSet(StringComparer.Ordinal);
        var found = _found.Values.Where(t => !names.Contains(t.Name)).ToList();
        if (found.Count == 0)
        {
            return ControllerDoor.Apply(current, results, time.GetUtcNow(), options);
        }

        var asIfInSpec = current with { Spec = (current.Spec ?? new ImageStreamSpec()) with { Tags = [.. current.SpecTags, .. found] } };
        var applied = ControllerDoor.Apply(asIfInSpec, results, time.GetUtcNow(), options);
        return StreamChange.Between(current, current with { Status = applied.After.Status });
    }

    private async Task<ImageStream> WriteStatusAsync(StreamChange change, CancellationToken cancellationToken)
    {
        try
        {
            return await streams.WriteStatusAsync(change.After, cancellationToken);
        }
        catch (KubeApiException e) when (e.StatusCode == HttpStatusCode.RequestEntityTooLarge
            || e.Status.Message?.Contains("request is too large", StringComparison.Ordinal) == true)
        {
            throw new TerminalException("the stream has become too large for the store: its histories must be cut (maxTagHistory)", e);
        }
    }

    private async Task RepeatAsync(Func<ImageStream, StreamChange> decide, Func<StreamChange, Task> write, CancellationToken cancellationToken)
    {
        for (var attempt = 1; Stream is { } current; attempt++)
        {
            try
            {
                await write(decide(current));
                return;
            }
            catch (KubeApiException e) when (e.IsNotFound)
            {
                Stream = null;
            }
            catch (KubeApiException e) when (e.IsConflict && attempt < MaxAttempts)
            {
                metrics.Conflicted();
                Overtake(current);
                Stream = await ReadAgainAsync(current, cancellationToken);
            }
        }
    }

    private async Task<ImageStream?> ReadAgainAsync(ImageStream current, CancellationToken cancellationToken) =>
        await streams.FindAsync(current, cancellationToken) is { Metadata.DeletionTimestamp: null } again && again.Metadata.Uid == _uid ? again : null;

    private void Wrote(StreamChange change, ImageStream written)
    {
        Overtake(change.Before);
        Stream = written;
    }

    private void Overtake(ImageStream overtaken) => _overtaken.Add(overtaken.Metadata?.ResourceVersion ?? "");

    private static bool IsNews(StreamChange change)
    {
        var (before, after) = (ErrorOf(change.Before), ErrorOf(change.After));
        return after is not null && (before is null || before with { Since = after.Since } != after);
    }

    private static RepositoryError? ErrorOf(ImageStream stream) =>
        RepositoryError.TryParse(stream.Metadata?.Annotations?.GetValueOrDefault(ImageAnnotations.RepositoryError), out var error) ? error : null;
}
