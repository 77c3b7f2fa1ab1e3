using ImageStreams.Entities;

namespace ImageStreams.Images;

/// <summary>What a caller found when it looked for the stream of a <see cref="TagSource"/>.</summary>
public sealed record SourceStream
{
    private SourceStream()
    {
    }

    /// <summary>There is no such stream, or no such namespace.</summary>
    public static SourceStream Missing { get; } = new();

    internal ImageStream? Stream { get; private init; }

    internal string? Denial { get; private init; }

    internal string? Problem { get; private init; }

    public static SourceStream Found(ImageStream stream) => new() { Stream = stream };

    /// <summary>The caller's user may not pull from the stream; both texts are the access review's, empty where it gave none.</summary>
    public static SourceStream Denied(string reason, string evaluationError) =>
        new() { Denial = $"{GoText.Quote(reason)} {GoText.Quote(evaluationError)}" };

    /// <summary>The stream could not be read, for a reason that is not its absence.</summary>
    public static SourceStream Unavailable(string problem) => new() { Problem = problem };
}
