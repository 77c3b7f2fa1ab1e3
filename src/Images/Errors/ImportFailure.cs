using ImageStreams.Entities;

namespace ImageStreams.Images;

/// <summary>Why an image was not imported: data, not an exception. Made by <see cref="ImportFailures"/>.</summary>
public sealed record ImportFailure
{
    /// <summary>One of <see cref="ImportReasons"/>.</summary>
    public required string Reason { get; init; }

    /// <summary>For people; one line, bounded, the same for the same failure.</summary>
    public required string Message { get; init; }

    /// <summary>Before when another attempt is of no use; null when nobody said so.</summary>
    public DateTimeOffset? NotBefore { get; init; }

    internal StatusDetails? Details { get; init; }

    /// <summary>The failure as the answer of an import request shows it.</summary>
    public Status ToStatus() => new()
    {
        Metadata = new ListMeta(),
        State = "Failure",
        Message = Message,
        Reason = Reason,
        Details = Details,
        Code = ImportReasons.CodeOf(Reason),
    };
}
