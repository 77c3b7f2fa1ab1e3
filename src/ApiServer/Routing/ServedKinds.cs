using ImageStreams.Entities;
using ImageStreams.GenericApiServer;

namespace ImageStreams.ApiServer;

/// <summary>The kinds of the group that this server knows of: decides what is said about a document of another kind than wanted.</summary>
internal static class ServedKinds
{
    private static readonly HashSet<string> Kinds =
    [
        "Image", "ImageSignature", "ImageStream", "ImageStreamImage", "ImageStreamImport", "ImageStreamLayers", "ImageStreamMapping", "ImageStreamTag", "ImageTag",
    ];

    public static bool IsKnown(GroupVersionKind kind) =>
        Kinds.Contains(kind.Kind) && kind is { Group: ImageGroup.Name or "", Version: ImageGroup.Version };
}
