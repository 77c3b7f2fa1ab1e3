using ImageStreams.Entities;
using ImageStreams.Images;

namespace ImageStreams.Import;

/// <summary>What came of a <see cref="PushWork"/>.</summary>
/// <param name="Result">In a word.</param>
public sealed record PushOutcome(PushResult Result)
{
    /// <summary>The image that the registry has there; null when it has none, or could not be asked.</summary>
    public string? Image { get; init; }

    /// <summary>Why, for people; empty where there is nothing to explain.</summary>
    public string Message { get; init; } = "";

    /// <summary>What was written became of the stream's tags.</summary>
    public IReadOnlyList<TagChange> Changes { get; init; } = [];

    /// <summary>The stream as it was written; null when it was not.</summary>
    public ImageStream? Stream { get; init; }

    /// <summary>Whether the namespace is there to tell somebody about it.</summary>
    public bool HasNamespace { get; init; } = true;

    internal static PushOutcome Refused(string message) => new(PushResult.Refused) { Message = message };

    internal static PushOutcome Failed(string message) => new(PushResult.Failed) { Message = message };
}
