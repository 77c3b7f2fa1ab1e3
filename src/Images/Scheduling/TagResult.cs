using ImageStreams.Entities;

namespace ImageStreams.Images;

/// <summary>What came of one due tag: an event, or a failure.</summary>
public sealed record TagResult
{
    private TagResult(TagReference source, TagEvent? item, ImportFailure? failure)
    {
        Source = source;
        Event = item;
        Failure = failure;
    }

    /// <summary>The spec tag that the work was done for: when the spec says something else by now, the result is void.</summary>
    public TagReference Source { get; }

    public ImportFailure? Failure { get; }

    /// <summary>Without generation: that is the spec tag's.</summary>
    internal TagEvent? Event { get; }

    /// <param name="source">The spec tag.</param>
    /// <param name="reference">Where the image is: a repository and a digest.</param>
    /// <param name="image">The image's name.</param>
    /// <param name="now">When it was found.</param>
    public static TagResult Imported(TagReference source, string reference, string image, DateTimeOffset now) =>
        new(source, new TagEvent { Created = WireTime.Truncate(now), DockerImageReference = reference, Image = image }, null);

    public static TagResult Failed(TagReference source, ImportFailure failure) => new(source, null, failure);

    /// <summary>The tag follows one of its own stream; <paramref name="otherwise"/> says what is wrong if that one has no image.</summary>
    internal static TagResult Following(TagReference source, ImportFailure? otherwise) => new(source, null, otherwise);

    internal static TagResult Resolved(TagReference source, TagEvent item) => new(source, item, null);
}
