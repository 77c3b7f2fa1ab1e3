using System.Globalization;
using ImageStreams.Entities;

namespace ImageStreams.Images;

/// <summary>The condition that a failed import leaves on its tag (docs/spec/imports.md#conditions).</summary>
public static class FailureConditions
{
    public const string ImportSuccess = "ImportSuccess";

    public const string True = "True";

    public const string False = "False";

    private const string NextAttempt = "; next attempt at ";

    /// <summary>The message without the time of the next attempt.</summary>
    public static string TextOf(TagEventCondition condition)
    {
        var message = condition.Message ?? "";
        var end = message.LastIndexOf(NextAttempt, StringComparison.Ordinal);
        return end < 0 ? message : message[..end];
    }

    /// <summary>The time of the next attempt that a condition names; null when it names none.</summary>
    internal static DateTimeOffset? FindNextAttempt(TagEventCondition condition) =>
        condition.Message is { } message
        && message.Length > TextOf(condition).Length + NextAttempt.Length
        && DateTimeOffset.TryParse(
            message.AsSpan(TextOf(condition).Length + NextAttempt.Length), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? time.ToUniversalTime()
            : null;

    /// <summary>The condition that an import request leaves.</summary>
    internal static TagEventCondition Of(ImportFailure failure, long generation, DateTimeOffset now) => new()
    {
        Type = ImportSuccess,
        Status = False,
        LastTransitionTime = WireTime.Truncate(now),
        Reason = failure.Reason,
        Message = failure.Message,
        Generation = generation,
    };

    /// <summary>
    /// The condition of a tag that the controller looks after: its time is that of the first failure of this sort, its message names
    /// the next attempt if there will be one. It equals <paramref name="current"/> when there is nothing new to tell.
    /// </summary>
    internal static TagEventCondition Of(
        ImportFailure failure, long generation, DateTimeOffset now, TagEventCondition? current, RetryBackoff? backoff)
    {
        var condition = Of(failure, generation, now);
        if (current is { LastTransitionTime.HasValue: true }
            && current.Generation == generation
            && ImportReasons.IsPermanent(current.Reason) == ImportReasons.IsPermanent(failure.Reason))
        {
            condition = condition with { LastTransitionTime = current.LastTransitionTime };
        }

        if (backoff is null)
        {
            return condition;
        }

        var announced = backoff.Announce(condition.LastTransitionTime.Value, now);
        announced = failure.NotBefore > announced ? failure.NotBefore.Value : announced;
        return condition with { Message = $"{failure.Message}{NextAttempt}{KubeTimeConverter.ToText(announced)}" };
    }

    internal static bool IsSameFailure(TagEventCondition condition, ImportFailure failure) =>
        condition is { Type: ImportSuccess, Status: False } && condition.Reason == failure.Reason && TextOf(condition) == failure.Message;
}
