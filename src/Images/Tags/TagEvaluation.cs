using ImageStreams.Entities;

namespace ImageStreams.Images;

/// <summary>The outcome of evaluating a stream's tags.</summary>
public sealed record TagEvaluation
{
    /// <summary>The stream with the events of its new and changed tags; as it was, when there are causes.</summary>
    public required ImageStream Stream { get; init; }

    /// <summary>Why tags cannot be resolved, in the order of the tags.</summary>
    public IReadOnlyList<StatusCause> Causes { get; init; } = [];

    /// <summary>The causes as the one cause under which the API reports them; null when there are none.</summary>
    public StatusCause? Cause => Causes.Count == 0
        ? null
        : FieldErrors.Internal("[]", $"imagestreams {GoText.Quote(Stream.Name)} is invalid: {FieldErrors.Join(Causes)}");
}
