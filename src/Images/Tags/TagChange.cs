using ImageStreams.Entities;

namespace ImageStreams.Images;

/// <summary>What happened to a tag, as an Event tells it.</summary>
/// <param name="Tag">Name of the tag.</param>
/// <param name="Reason">One of the constants of this type.</param>
/// <param name="Message">For people.</param>
public sealed record TagChange(string Tag, string Reason, string Message)
{
    /// <summary>The tag has its first image.</summary>
    public const string Imported = "TagImported";

    /// <summary>The tag has another image than before.</summary>
    public const string Moved = "TagMoved";

    /// <summary>The import of the tag fails, or fails for another reason than before.</summary>
    public const string Failed = "ImportFailed";

    internal static IReadOnlyList<TagChange> Between(ImageStream before, ImageStream after)
    {
        if (ReferenceEquals(before.Status, after.Status))
        {
            return [];
        }

        var old = new StatusDraft(before.Status, TagHistory.Unlimited);
        return [.. after.StatusTags.Select(list => Between(old.Find(list.Tag ?? ""), list)).OfType<TagChange>()];
    }

    private static TagChange? Between(NamedTagEventList? before, NamedTagEventList after)
    {
        var tag = after.Tag ?? "";
        if (after.ImportFailure is { } failure)
        {
            var message = FailureConditions.TextOf(failure);
            return before?.ImportFailure is { } old && old.Reason == failure.Reason && FailureConditions.TextOf(old) == message
                ? null
                : new TagChange(tag, Failed, $"tag {tag}: {message}");
        }

        if (after.Newest is not { } newest)
        {
            return null;
        }

        return before?.Newest switch
        {
            null => new TagChange(tag, Imported, $"tag {tag} is {newest.DockerImageReference}"),
            var old when IsSameImage(old, newest) => null,
            var old => new TagChange(tag, Moved, $"tag {tag} moved from {old.DockerImageReference} to {newest.DockerImageReference}"),
        };
    }

    // Reference tags have no image name; there the reference is what they mean.
    private static bool IsSameImage(TagEvent a, TagEvent b) =>
        string.IsNullOrEmpty(b.Image) ? a.DockerImageReference == b.DockerImageReference : a.Image == b.Image;
}
