using ImageStreams.Entities;

namespace ImageStreams.Images;

/// <summary>
/// Tells the tags whose interval is not followed: their import succeeds, so they have a condition with the status <c>True</c>
/// (docs/spec/imports.md#conditions).
/// </summary>
internal static class IntervalConditions
{
    /// <summary>Whether the stream has a condition that does not hold any more, or lacks one.</summary>
    public static bool AreStale(ImageStream stream, DateTimeOffset now, ImportPlanOptions options)
    {
        var draft = new StatusDraft(stream.Status, TagHistory.Unlimited);
        Settle(stream, draft, now, options);
        return !StreamEquality.SameStatus(stream.Status, draft.ApplyTo(stream).Status);
    }

    /// <summary>Adds what is to be told, and takes back what is not any more. A failure is the more important word, and stays.</summary>
    public static void Settle(ImageStream stream, StatusDraft draft, DateTimeOffset now, ImportPlanOptions options)
    {
        foreach (var list in draft.Tags.Where(t => t.ImportFailure is null).ToList())
        {
            var name = list.Tag ?? "";
            if (list.Newest is { } newest && FindProblem(stream, name, options) is { } problem)
            {
                draft.SetCondition(name, Of(problem, newest, now, stream.FindStatusTag(name)));
            }
            else if (list.Conditions?.Any(IsOurs) == true)
            {
                draft.ClearConditions(name);
            }
        }
    }

    private static string? FindProblem(ImageStream stream, string name, ImportPlanOptions options)
    {
        if (stream.SpecTags.LastOrDefault(t => (t.Name ?? "") == name) is not { } tag || !TagGenerations.IsImportable(tag))
        {
            return null;
        }

        ScheduleIntervals.Find(stream, tag, options, out var invalid);
        return invalid is null ? null : ScheduleIntervals.ProblemOf(invalid);
    }

    private static TagEventCondition Of(string problem, TagEvent newest, DateTimeOffset now, NamedTagEventList? before)
    {
        var told = before?.Conditions?.FirstOrDefault(c => IsOurs(c) && c.Message == problem);
        return new TagEventCondition
        {
            Type = FailureConditions.ImportSuccess,
            Status = FailureConditions.True,
            LastTransitionTime = told?.LastTransitionTime ?? WireTime.Truncate(now),
            Reason = PlanProblem.InvalidInterval,
            Message = problem,
            Generation = newest.Generation ?? 0,
        };
    }

    private static bool IsOurs(TagEventCondition condition) =>
        condition is { Type: FailureConditions.ImportSuccess, Status: FailureConditions.True, Reason: PlanProblem.InvalidInterval };
}
