using ImageStreams.Entities;
using ImageStreams.Images;

namespace ImageStreams.Import;

/// <summary>What the import controller wants done for a stream.</summary>
public sealed record StreamWork
{
    /// <summary>The stream that the plan was made for, under its users' name.</summary>
    public required ImageStream Stream { get; init; }

    public required ImportPlan Plan { get; init; }

    /// <summary>
    /// Resolves the plan's references against the stream as it is by then: what was imported in the same run is there to be referred to.
    /// </summary>
    public required Func<ImageStream, IReadOnlyList<TagResult>> Resolve { get; init; }

    /// <summary>What the stream's namespace allows it; nothing is limited by default.</summary>
    public ImageLimits Limits { get; init; } = new();
}
