using ImageStreams.Entities;
using ImageStreams.Oci;

namespace ImageStreams.Images;

/// <summary>Makes an image that was pushed the newest one of a tag (docs/spec/tags.md#mappings).</summary>
public static class TagMapping
{
    private const string IsManaged = "true";

    /// <summary>The mapping with what its sender may leave out: the reference, where there is an integrated registry. Signatures are no part of it.</summary>
    public static ImageStreamMapping WithDefaults(ImageStreamMapping sent, RegistryHosts hosts)
    {
        var image = (sent.Image ?? new Image()) with { Signatures = null };
        return sent with
        {
            Image = string.IsNullOrEmpty(image.DockerImageReference) && hosts.Internal.Length > 0
                ? image with { DockerImageReference = DefaultReference(sent, image, hosts.Internal) }
                : image,
        };
    }

    /// <summary>The stream with the image on top of the tag's history, and on top of those of the tags that follow it.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="mapping">A valid mapping.</param>
    /// <param name="isKnown">Whether the image was there before, perhaps with another reference.</param>
    /// <param name="hosts">Where the integrated registry is.</param>
    /// <param name="context">When, and how much of a history is kept.</param>
    public static ImageStream Apply(ImageStream stream, ImageStreamMapping mapping, bool isKnown, RegistryHosts hosts, EvaluationContext context)
    {
        var tag = mapping.Tag ?? "";
        var image = mapping.Image ?? new Image();
        var next = new TagEvent
        {
            Created = WireTime.Truncate(context.Now),
            DockerImageReference = ReferenceOf(stream, image, isKnown, hosts),
            Image = image.Metadata?.Name ?? "",
            Generation = stream.Generation,
        };
        var pushed = stream with { Status = (stream.Status ?? new ImageStreamStatus()).Push(tag, next, context.HistoryLimit) };
        return ReferenceEquals(pushed.Status, stream.Status)
            ? stream
            : pushed with { Status = TagTracking.Follow(pushed, [tag], context.HistoryLimit) };
    }

    /// <summary>Whether the tag still means what it meant: other pushes to it may not be covered up by a later attempt of an earlier one.</summary>
    public static bool IsUnmoved(ImageStream before, ImageStream now, string tag)
    {
        var (old, current) = (before.FindNewest(tag), now.FindNewest(tag));
        return (old?.Image ?? "") == (current?.Image ?? "") && (old?.DockerImageReference ?? "") == (current?.DockerImageReference ?? "");
    }

    private static string DefaultReference(ImageStreamMapping mapping, Image image, string registry) => new ImageReference
    {
        Registry = registry,
        Namespace = mapping.Metadata?.Namespace ?? "",
        Name = mapping.Metadata?.Name ?? "",
        Id = image.Metadata?.Name ?? "",
    }.Exact;

    // An image that is in the integrated registry already may have been pushed to another stream first: this one's copy is meant.
    private static string ReferenceOf(ImageStream stream, Image image, bool isKnown, RegistryHosts hosts)
    {
        var sent = image.DockerImageReference ?? "";
        var isManaged = image.Metadata?.Annotations?.GetValueOrDefault(ImageAnnotations.Managed) == IsManaged;
        return isKnown && isManaged && ImageReference.TryParse(StreamRepositories.Internal(stream, hosts), out var repository)
            ? (repository with { Id = image.Metadata?.Name ?? "" }).Exact
            : sent;
    }
}
