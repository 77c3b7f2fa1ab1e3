using ImageStreams.Entities;

namespace ImageStreams.Images;

/// <summary>A tag to import now.</summary>
/// <param name="Tag">The spec tag as it is now: a result is only good for it.</param>
/// <param name="Reason">Why now: one of the constants.</param>
public sealed record DueTag(TagReference Tag, string Reason)
{
    /// <summary>The tag is new, or changed, or was asked for.</summary>
    public const string NewGeneration = "NewGeneration";

    /// <summary>The last attempt failed, and its wait is over.</summary>
    public const string Retry = "Retry";

    /// <summary>Its turn in the schedule has come.</summary>
    public const string Scheduled = "Scheduled";

    /// <summary>The whole repository of the stream is imported.</summary>
    public const string Repository = "Repository";

    /// <summary>Whether its history has nothing from its source, so that it will hardly be found unchanged.</summary>
    public bool IsNew { get; init; }

    /// <summary>Whether the image that is wanted is here already, and only looked after: that can wait.</summary>
    public bool IsRefresh { get; init; }

    /// <summary>When its turn in the schedule came: what anybody has seen of its source since will do. Null when it has to be looked at now.</summary>
    public DateTimeOffset? Since { get; init; }

    public string Name => Tag.Name ?? "";
}
