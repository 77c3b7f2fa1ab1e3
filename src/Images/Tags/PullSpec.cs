using ImageStreams.Entities;
using ImageStreams.Oci;

namespace ImageStreams.Images;

/// <summary>What to pull for a tag (docs/spec/tags.md#pull-spec).</summary>
public static class PullSpec
{
    /// <summary>The pull spec of a tag's newest image; null when the tag has no image yet.</summary>
    /// <param name="stream">A stream whose <c>status.dockerImageRepository</c> is up to date.</param>
    /// <param name="tag">The tag; empty means <c>latest</c>.</param>
    public static string? Find(ImageStream stream, string tag) =>
        stream.FindNewest(tag) is { } newest ? Of(stream, stream.FindSpecTag(tag), newest) : null;

    internal static string Of(ImageStream stream, TagReference? specTag, TagEvent item)
    {
        var source = item.DockerImageReference ?? "";
        var repository = stream.Status?.DockerImageRepository;
        if (specTag?.ReferencePolicy?.Type != ReferencePolicies.Local
            || string.IsNullOrEmpty(item.Image)
            || !ImageReference.TryParse(repository, out var local))
        {
            return source;
        }

        return (local.AsRepository() with { Id = item.Image }).Exact;
    }
}
