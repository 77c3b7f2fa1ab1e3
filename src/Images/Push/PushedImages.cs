using ImageStreams.Entities;
using ImageStreams.Oci;

namespace ImageStreams.Images;

/// <summary>Images that the integrated registry has taken in (docs/spec/push.md#images).</summary>
public static class PushedImages
{
    private const string True = "true";

    /// <summary>The image as it is stored: managed, kept by its registry, and found there.</summary>
    /// <param name="image">The image as it was read.</param>
    /// <param name="stream">The stream that it was pushed to.</param>
    /// <param name="hosts">Where the integrated registry is.</param>
    public static Image Mark(Image image, StreamKey stream, RegistryHosts hosts)
    {
        var annotations = image.Metadata.CopyAnnotations();
        annotations[ImageAnnotations.Managed] = True;
        annotations[ImageAnnotations.ManifestBlobStored] = True;
        annotations.TryAdd(ImageAnnotations.LayersOrder, ""); // a list of manifests has none
        return image with
        {
            Metadata = image.Metadata.With(annotations),
            DockerImageReference = ReferenceOf(image.Metadata?.Name ?? "", stream, hosts),
        };
    }

    /// <summary>The mapping that a registry which knows of streams would have sent.</summary>
    public static ImageStreamMapping MappingOf(string image, StreamKey stream, string tag, RegistryHosts hosts) => new()
    {
        Metadata = new ObjectMeta { Namespace = stream.Namespace, Name = stream.Name },
        Tag = tag,
        Image = Mark(new Image { Metadata = new ObjectMeta { Name = image } }, stream, hosts),
    };

    /// <summary>Whether an event stands for an image in the stream's own repository of the integrated registry.</summary>
    public static bool IsPushed(TagEvent? item, StreamKey stream, RegistryHosts hosts) =>
        hosts.Internal.Length > 0
        && ImageReference.TryParse(item?.DockerImageReference, out var reference)
        && reference.Registry == hosts.Internal
        && reference.RepositoryName == stream.ToString();

    private static string ReferenceOf(string image, StreamKey stream, RegistryHosts hosts) =>
        new ImageReference { Registry = hosts.Internal, Namespace = stream.Namespace, Name = stream.Name, Id = image }.Exact;
}
