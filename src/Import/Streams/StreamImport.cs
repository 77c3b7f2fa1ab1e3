using ImageStreams.Entities;
using ImageStreams.Images;

namespace ImageStreams.Import;

/// <summary>
/// One run of the import controller for one stream: fetches its due tags side by side, stores their images and writes the results at
/// once, or, when a registry is slow, what is there every few seconds.
/// </summary>
internal sealed class StreamImport(
    StreamWork work, ImportSession session, TagImporter tags, StreamWriter writer, TimeProvider time)
    : IDisposable
{
    /// <summary>For how long results are gathered before they are written without those that still lack.</summary>
    public static readonly TimeSpan SettleTime = TimeSpan.FromSeconds(10);

    /// <summary>How many tags of one stream are under way at a time.</summary>
    private const int MaxParallelTags = 64;

    private readonly SemaphoreSlim _parallel = new(MaxParallelTags);
    private readonly List<string> _attempted = [];
    private readonly List<KeyValuePair<string, PlatformFailure>> _platformFailures = [];
    private readonly Dictionary<string, int> _attestations = new(StringComparer.Ordinal);
    private Exception? _error;
    private int _failed;
    private int _failedOfRepository;

    /// <param name="due">The tags to import: of the plan's those whose registries have room.</param>
    /// <param name="withRepository">Whether the repository is imported too.</param>
    /// <param name="cancellationToken">Ends the run; what has been fetched by then is lost.</param>
    public async Task<StreamOutcome> RunAsync(IReadOnlyList<DueTag> due, bool withRepository, CancellationToken cancellationToken)
    {
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var pending = due.Select(d => ImportAsync(d.Tag, RequestFor(d), cancel.Token)).ToList();
        var repository = withRepository ? await ListRepositoryAsync(cancel.Token) : null;
        pending.AddRange(StartRepository(repository, cancel.Token));
        try
        {
            await WriteAsTheyComeAsync(pending, cancel.Token);
            if (repository is not null)
            {
                await writer.WriteRepositoryAsync(repository.Failure ?? FailureOfTags(), cancel.Token);
            }
        }
        finally
        {
            await cancel.CancelAsync();
            await Task.WhenAll(pending.Cast<Task>()).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing); // what they threw was told, or is of no use now
        }

        return new StreamOutcome
        {
            Stream = writer.Stream,
            Overtaken = writer.Overtaken,
            Attempted = [.. _attempted, .. work.Plan.References.Select(r => r.Name)],
            RepositoryAttempted = withRepository,
            Failed = _failed,
            Changes = writer.Changes,
            RepositoryNews = writer.RepositoryNews,
            PlatformFailures = _platformFailures,
            Attestations = _attestations,
            Ignored = session.Ignored,
            Error = _error,
        };
    }

    public void Dispose() => _parallel.Dispose();

    internal static ImageRequest RequestFor(ImageStream stream, DueTag due, ImportSettings settings) => new()
    {
        From = due.Tag.From?.Name ?? "",
        Insecure = due.Tag.ImportPolicy?.Insecure == true,
        ImportMode = string.IsNullOrEmpty(due.Tag.ImportPolicy?.ImportMode) ? settings.ImportMode : due.Tag.ImportPolicy.ImportMode,
        Platform = PlatformPreference.For(stream, due.Tag, ServerPlatform.Current),
        CheckChildren = due.Reason != DueTag.Scheduled,
        IsNew = due.IsNew,
        IsRefresh = due.IsRefresh,
        Since = due.Since,
    };

    private ImageRequest RequestFor(DueTag due) => RequestFor(work.Stream, due, session.Settings);

    private async Task WriteAsTheyComeAsync(List<Task<TagResult>> pending, CancellationToken cancellationToken)
    {
        var open = pending.ToList();
        while (open.Count > 0 && writer.Stream is not null)
        {
            await SettleAsync(open, cancellationToken);
            var done = open.Where(t => t.IsCompleted).ToList();
            open.RemoveAll(done.Contains);
            if (open.Count > 0 && done.Count > 0)
            {
                await WriteAsync(done, static _ => [], cancellationToken);
            }
            else if (open.Count == 0)
            {
                await WriteAsync(done, work.Resolve, cancellationToken);
            }
        }

        if (pending.Count == 0)
        {
            await WriteAsync([], work.Resolve, cancellationToken);
        }
    }

    private async Task SettleAsync(List<Task<TagResult>> open, CancellationToken cancellationToken)
    {
        using var settled = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await Task.WhenAny(Task.WhenAll(open), Task.Delay(SettleTime, time, settled.Token));
        await settled.CancelAsync();
        cancellationToken.ThrowIfCancellationRequested();
    }

    private async Task WriteAsync(
        List<Task<TagResult>> done, Func<ImageStream, IReadOnlyList<TagResult>> resolve, CancellationToken cancellationToken)
    {
        var results = new List<TagResult>();
        foreach (var task in done)
        {
            if (task.IsCompletedSuccessfully)
            {
                results.Add(await task);
            }
            else
            {
                _error ??= task.Exception?.InnerException ?? new TaskCanceledException(task);
            }
        }

        await writer.WriteAsync(current => [.. results, .. resolve(current)], cancellationToken);
    }

    private async Task<TagResult> ImportAsync(TagReference tag, ImageRequest request, CancellationToken cancellationToken)
    {
        await _parallel.WaitAsync(cancellationToken);
        try
        {
            var result = TagNames.FindProblem(tag.Name ?? "") is { } problem
                ? new ImageResult { Request = request, Failure = ImportFailures.InvalidTagName(tag.Name ?? "", problem) }
                : await tags.FetchAsync(request, session, cancellationToken);
            Note(tag.Name ?? "", result);
            return result.Failure is { } failure
                ? TagResult.Failed(tag, failure)
                : TagResult.Imported(tag, result.Reference!, result.Image!, time.GetUtcNow());
        }
        finally
        {
            _parallel.Release();
        }
    }

    private void Note(string tag, ImageResult result)
    {
        lock (_attempted)
        {
            _attempted.Add(tag);
            _failed += result.Failure is null ? 0 : 1;
            if (result.Attestations > 0)
            {
                _attestations[tag] = result.Attestations;
            }

            _platformFailures.AddRange(result.PlatformFailures.Select(p => KeyValuePair.Create(tag, p)));
        }
    }

    private Task<RepositoryResult> ListRepositoryAsync(CancellationToken cancellationToken)
    {
        var annotations = work.Stream.Metadata?.Annotations;
        var request = new RepositoryRequest
        {
            From = work.Stream.Spec?.DockerImageRepository ?? "",
            Filter = TagFilter.Of(work.Stream),
            Imported = TagSources.ImportedFrom(work.Stream, work.Stream.Spec?.DockerImageRepository),
            Insecure = annotations?.GetValueOrDefault(ImageAnnotations.InsecureRepository) == "true",
            ImportMode = session.Settings.ImportMode,
            Platform = PlatformPreference.For(work.Stream, new TagReference(), ServerPlatform.Current),
        };
        return RepositoryImporter.ListAsync(request, session, cancellationToken);
    }

    private IEnumerable<Task<TagResult>> StartRepository(RepositoryResult? repository, CancellationToken cancellationToken)
    {
        var names = work.Stream.SpecTags.Select(t => t.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var (name, request) in (repository?.Tags ?? []).Where(t => !names.Contains(t.Name)))
        {
            var tag = new TagReference
            {
                Name = name,
                From = new ObjectReference { Kind = SourceKinds.DockerImage, Name = request.From },
                ImportPolicy = new TagImportPolicy { Insecure = request.Insecure ? true : null, ImportMode = request.ImportMode },
            };
            writer.Expect(tag);
            yield return ImportOfRepositoryAsync(tag, request, cancellationToken);
        }
    }

    private async Task<TagResult> ImportOfRepositoryAsync(TagReference tag, ImageRequest request, CancellationToken cancellationToken)
    {
        var result = await ImportAsync(tag, request, cancellationToken);
        if (result.Failure is { } failure && !ImportReasons.IsPermanent(failure.Reason))
        {
            Interlocked.Increment(ref _failedOfRepository);
        }

        return result;
    }

    // Nobody looks after tags outside the spec, so the repository as a whole is tried again until they are here.
    private ImportFailure? FailureOfTags() => _failedOfRepository switch
    {
        0 => null,
        1 => ImportFailures.OfRepository(ImportReasons.InternalError, "one of the images from this repository failed to import"),
        var count => ImportFailures.OfRepository(ImportReasons.InternalError, $"{count} of the images from this repository failed to import"),
    };
}
