using ImageStreams.Entities;

namespace ImageStreams.Images;

/// <summary>
/// Which tags are the integrated registry's: those that have no source in the spec. What was imported is never touched for what the
/// registry has under the same name (docs/spec/push.md#deletions, docs/spec/push.md#lost-notifications).
/// </summary>
public static class PushedTags
{
    /// <summary>The tags of a stream whose newest image was pushed and nothing else has a say in.</summary>
    public static IEnumerable<string> Of(ImageStream stream, RegistryHosts hosts) =>
        stream.StatusTags.Select(t => t.Tag ?? "").Where(tag => IsPushed(stream, tag, hosts));

    /// <summary>Whether the tag's newest image was pushed, and nothing else has a say in the tag.</summary>
    public static bool IsPushed(ImageStream stream, string tag, RegistryHosts hosts) =>
        !HasSource(stream, tag) && PushedImages.IsPushed(stream.FindNewest(tag), stream.Key, hosts);

    /// <summary>The pushed tags that stand for a manifest.</summary>
    public static IEnumerable<string> With(ImageStream stream, string image, RegistryHosts hosts) =>
        Of(stream, hosts).Where(tag => stream.FindNewest(tag)?.Image == image);

    /// <summary>The stream after the registry has lost the tag: without its history, as if it had been deleted here. The same instance if that concerns it not.</summary>
    public static ImageStream Delete(ImageStream stream, string tag, RegistryHosts hosts) =>
        IsPushed(stream, tag, hosts) ? stream with { Status = TagDeletion.WithoutHistory(stream.Status, tag) } : stream;

    /// <summary>Whether what the registry has under a tag was missed here.</summary>
    /// <param name="stream">The stream; null when there is none.</param>
    /// <param name="tag">The tag, as the registry has it.</param>
    /// <param name="image">What it stands for there.</param>
    /// <param name="isKnown">Whether the cluster has the image: who has deleted a tag of it does not want it back.</param>
    /// <param name="hosts">Where the integrated registry is.</param>
    public static bool IsMissed(ImageStream? stream, string tag, string image, bool isKnown, RegistryHosts hosts)
    {
        if (stream is null || stream.FindStatusTag(tag) is not { Newest: { } newest } list)
        {
            return !isKnown && (stream is null || !HasSource(stream, tag));
        }

        // An image that the tag had before something else was put on top of it is no news, unless that was pushed too.
        return newest.Image != image
            && !HasSource(stream, tag)
            && (IsPushed(stream, tag, hosts) || list.Events.All(e => e.Image != image));
    }

    /// <summary>Whether the spec says where the tag comes from: then what the registry has under its name is not meant.</summary>
    public static bool HasSource(ImageStream stream, string tag) =>
        stream.SpecTags.LastOrDefault(t => t.Name == tag) is { } spec && TagReferenceChange.HasSource(spec);
}
