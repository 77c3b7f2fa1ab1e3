using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using ImageStreams.Entities;

namespace ImageStreams.Images;

/// <summary>
/// Why the repository of a stream could not be imported: the value of an annotation, since no condition of the API is about a
/// whole stream (docs/spec/imports.md#repositories).
/// </summary>
/// <param name="Since">When it failed first.</param>
/// <param name="Reason">One of <see cref="ImportReasons"/>.</param>
/// <param name="Message">For people.</param>
public sealed record RepositoryError(DateTimeOffset Since, string Reason, string Message)
{
    public static bool TryParse(string? text, [NotNullWhen(true)] out RepositoryError? error)
    {
        error = null;
        if (text?.Split(' ', 3) is not [var time, [.. var reason, ':'], var message]
            || !DateTimeOffset.TryParse(time, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var since))
        {
            return false;
        }

        error = new RepositoryError(since.ToUniversalTime(), reason, message);
        return true;
    }

    /// <summary>The error after one more failure: the first failure's time stays while the failure is of the same kind.</summary>
    internal static RepositoryError Next(RepositoryError? current, ImportFailure failure, DateTimeOffset now) =>
        new(
            current is not null && ImportReasons.IsPermanent(current.Reason) == ImportReasons.IsPermanent(failure.Reason)
                ? current.Since
                : WireTime.Truncate(now),
            failure.Reason,
            failure.Message);

    public override string ToString() => $"{KubeTimeConverter.ToText(Since)} {Reason}: {Message}";
}
