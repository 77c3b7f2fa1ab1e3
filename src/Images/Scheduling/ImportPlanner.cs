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

    private void AddIfDue(List<DueTag> due, TagReference tag, string? reason)
    {
        if (reason is not null)
        {
            due.Add(new DueTag(tag, reason)
            {
                IsNew = !TagSources.IsFrom(_status.Find(tag.Name ?? ""), tag.From?.Name),
                IsRefresh = reason is DueTag.Retry or DueTag.Scheduled && HasWanted(tag),
                Since = reason == DueTag.Scheduled && ScheduleIntervals.Find(stream, tag, options, out _) is { } interval ? SlotOf(tag, interval) : null,
            });
        }
    }

    private bool HasWanted(TagReference tag) =>
        _status.Find(tag.Name ?? "")?.Newest?.Generation >= TagGenerations.Wanted(stream, tag, options.StrategyRuns);

    private bool IsStatusStale() =>
        (!options.StrategyRuns && !StreamEquality.SameStatus(stream.Status, StreamRepositories.Decorate(stream, options.Hosts)))
        || IntervalConditions.AreStale(stream, now, options);

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
            && (HasAnotherChance(error.Reason)
                || TagFilter.IsCorrected(stream, error)
                || (memory.RepositoryAttempt is null && ImportReasons.IsOfAccess(error.Reason) && memory.CredentialsChangedAt >= error.Since)
                || IsBack(error.Reason, TagSources.RegistryOf(stream.Spec.DockerImageRepository))
                || IsRetryDue(ScheduleIntervals.BackoffFor(error.Reason, stream, options), error.Since, memory.RepositoryAttempt ?? memory.Since));
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
            return IsSlotDue(stream.Spec.DockerImageRepository, interval, memory.RepositoryAttempt ?? memory.Since);
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

        if (list?.ImportFailure is { } failure
            && (HasAnotherChance(failure.Reason)
                || HasLoginOfMeanwhile(tag, failure)
                || IsBack(failure.Reason, TagSources.RegistryOf(tag))))
        {
            return DueTag.Retry;
        }

        // While a tag fails, only its back-off counts; for scheduled tags that is never slower than the schedule.
        return interval is { } every && list?.ImportFailure is null && IsSlotDue(TagSources.KeyOf(tag), every, memory.LastAttempt(tag.Name ?? "")) ? DueTag.Scheduled : null;
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
        if (FailureConditions.FindNextAttempt(failure) is { } announced && announced > now && announced <= now + options.Backoff.Longest)
        {
            IsDue(announced); // the registry may have asked for more time than we would have waited
            return null;
        }

        return IsRetryDue(backoff, failure.LastTransitionTime.Value, memory.LastAttempt(tag.Name ?? "")) ? DueTag.Retry : null;
    }

    // A secret that was changed while no process was at work; with one that had been tried the failure would be younger.
    private bool HasLoginOfMeanwhile(TagReference tag, TagEventCondition failure)
    {
        if (memory.CredentialsChangedAt is not { } changed || memory.Attempts.ContainsKey(tag.Name ?? "") || !ImportReasons.IsOfAccess(failure.Reason))
        {
            return false;
        }

        var (since, backoff) = (failure.LastTransitionTime.Value, ScheduleIntervals.BackoffFor(failure.Reason, stream, tag, options));
        return changed >= (FailureConditions.FindNextAttempt(failure) is { } next ? backoff.AttemptBefore(since, next) : since);
    }

    private bool IsBack(string? reason, string? registry) =>
        ImportReasons.IsOfRegistry(reason) && registry is not null && memory.Returned.Contains(registry);

    private bool HasAnotherChance(string? reason) => memory.SettingsChanged || (memory.CredentialsChanged && ImportReasons.IsOfAccess(reason));

    private bool IsRetryDue(RetryBackoff backoff, DateTimeOffset since, DateTimeOffset lastAttempt)
    {
        var next = backoff.Next(since, lastAttempt > since ? lastAttempt : since);
        return IsDue(next);
    }

    private bool IsSlotDue(string source, TimeSpan interval, DateTimeOffset lastAttempt)
    {
        var slot = ScheduleSlots.Latest(source, interval, now);
        return IsDue(slot > lastAttempt ? slot : slot + interval);
    }

    private DateTimeOffset SlotOf(TagReference tag, TimeSpan interval) => ScheduleSlots.Latest(TagSources.KeyOf(tag), interval, now);

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
                $"tag {tag.Name}: {ScheduleIntervals.ProblemOf(invalid)}"));
        }

        return interval;
    }
}
