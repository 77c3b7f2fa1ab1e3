using ImageStreams.Entities;

namespace ImageStreams.Images;

/// <summary>Makes one <see cref="ImportPlan"/>.</summary>
internal sealed class ImportPlanner(ImageStream stream, DateTimeOffset now, ImportPlanOptions options, ImportMemory memory)
{
    private readonly StatusDraft _status = new(stream.Status, TagHistory.Unlimited);
    private readonly List<PlanProblem> _problems = [];
    private DateTimeOffset? _nextDue;

    public ImportPlan Plan()
    {
        var all = IsRepositoryDue();
        var repository = all || IsRepositorySlotDue();
        var tags = new List<DueTag>();
        var references = new List<DueTag>();
        foreach (var tag in stream.SpecTags.Where(TagReferenceChange.HasSource))
        {
            if (TagGenerations.IsImportable(tag))
            {
                AddIfDue(tags, tag, all ? DueTag.Repository : ReasonToImport(tag));
            }
            else if (LocalReferences.IsOurs(stream, tag, options))
            {
                AddIfDue(references, tag, ReasonToResolve(tag));
            }
        }

        return new ImportPlan
        {
            Tags = tags,
            References = references,
            Repository = repository,
            StatusIsStale = IsStatusStale(),
            NextDue = _nextDue,
            Problems = _problems,
        };
    }

    private static void AddIfDue(List<DueTag> due, TagReference tag, string? reason)
    {
        if (reason is not null)
        {
            due.Add(new DueTag(tag, reason));
        }
    }

    private bool IsStatusStale() =>
        !options.StrategyRuns && !StreamEquality.SameStatus(stream.Status, StreamRepositories.Decorate(stream, options.Hosts));

    private bool IsRepositoryDue()
    {
        if (string.IsNullOrEmpty(stream.Spec?.DockerImageRepository))
        {
            return false;
        }

        if (string.IsNullOrEmpty(stream.FindAnnotation(ImageAnnotations.RepositoryCheck)))
        {
            return true;
        }

        return RepositoryError.TryParse(stream.FindAnnotation(ImageAnnotations.RepositoryError), out var error)
            && (HasAnotherLogin(error.Reason)
                || TagFilter.IsCorrected(stream, error)
                || IsRetryDue(options.Backoff.For(error.Reason), error.Since, memory.RepositoryAttempt ?? memory.Since));
    }

    // Who gives the stream an interval wants to see new tags; those of the spec have their own schedule.
    private bool IsRepositorySlotDue()
    {
        if (string.IsNullOrEmpty(stream.Spec?.DockerImageRepository)
            || !options.ScheduledImports
            || !string.IsNullOrEmpty(stream.FindAnnotation(ImageAnnotations.RepositoryError))
            || stream.FindAnnotation(ImageAnnotations.Interval) is not { } asked)
        {
            return false;
        }

        if (ScheduleIntervals.TryParse(asked, out var interval))
        {
            return IsSlotDue("", interval, memory.RepositoryAttempt ?? memory.Since);
        }

        _problems.Add(new PlanProblem(
            "",
            PlanProblem.InvalidInterval,
            $"repository: the interval {GoText.Quote(asked)} is no duration of at least 1m, such as 15m; new tags are not looked for"));
        return false;
    }

    private string? ReasonToImport(TagReference tag)
    {
        var list = _status.Find(tag.Name ?? "");
        var interval = IntervalOf(tag);
        if (ReasonOf(tag, list) is { } reason)
        {
            return reason;
        }

        if (HasAnotherLogin(list?.ImportFailure?.Reason))
        {
            return DueTag.Retry;
        }

        // While a tag fails, only its back-off counts; for scheduled tags that is never slower than the schedule.
        return interval is { } every && list?.ImportFailure is null && IsSlotDue(tag.Name ?? "", every, memory.LastAttempt(tag.Name ?? "")) ? DueTag.Scheduled : null;
    }

    private string? ReasonToResolve(TagReference tag)
    {
        var list = _status.Find(tag.Name ?? "");
        var reason = ReasonOf(tag, list);
        return reason == DueTag.Retry && !LocalReferences.IsRetried(list?.ImportFailure?.Reason) ? null : reason;
    }

    private string? ReasonOf(TagReference tag, NamedTagEventList? list)
    {
        var wanted = TagGenerations.Wanted(stream, tag, options.StrategyRuns);
        if (list is null || wanted > TagGenerations.Observed(list))
        {
            return DueTag.NewGeneration;
        }

        if (list.ImportFailure is not { } failure || (failure.Generation ?? 0) < wanted)
        {
            return null;
        }

        var backoff = ScheduleIntervals.BackoffFor(failure.Reason, stream, tag, options);
        return IsRetryDue(backoff, failure.LastTransitionTime.Value, memory.LastAttempt(tag.Name ?? "")) ? DueTag.Retry : null;
    }

    private bool HasAnotherLogin(string? reason) => memory.CredentialsChanged && ImportReasons.IsOfAccess(reason);

    private bool IsRetryDue(RetryBackoff backoff, DateTimeOffset since, DateTimeOffset lastAttempt)
    {
        var next = backoff.Next(since, lastAttempt > since ? lastAttempt : since);
        return IsDue(next);
    }

    private bool IsSlotDue(string tag, TimeSpan interval, DateTimeOffset lastAttempt)
    {
        var slot = ScheduleSlots.Latest(stream.Metadata?.Uid ?? "", tag, interval, now);
        return IsDue(slot > lastAttempt ? slot : slot + interval);
    }

    private bool IsDue(DateTimeOffset time)
    {
        if (time <= now)
        {
            return true;
        }

        _nextDue = _nextDue is { } earlier && earlier < time ? earlier : time;
        return false;
    }

    private TimeSpan? IntervalOf(TagReference tag)
    {
        var interval = ScheduleIntervals.Find(stream, tag, options, out var invalid);
        if (invalid is not null)
        {
            _problems.Add(new PlanProblem(
                tag.Name ?? "",
                PlanProblem.InvalidInterval,
                $"tag {tag.Name}: the interval {GoText.Quote(invalid)} is no duration of at least 1m, such as 15m; the default holds"));
        }

        return interval;
    }
}
