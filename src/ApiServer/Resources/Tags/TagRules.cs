using ImageStreams.Entities;
using ImageStreams.Images;
using ImageStreams.Import;

namespace ImageStreams.ApiServer;

/// <summary>What single tags are validated by.</summary>
internal static class TagRules
{
    /// <summary>The rules for a change: only the repository that the tag itself has already stays allowed.</summary>
    public static ValidationRules Of(ImportSettings settings, ImageStream stream, TagName name) =>
        StreamRules.Of(settings).Knowing(new ImageStream { Spec = new() { Tags = [.. stream.SpecTags.Where(t => t.Name == name.Tag)] } });

    /// <summary>Whether the whole stream may be imported without TLS.</summary>
    public static bool IsInsecure(ImageStream? stream) =>
        stream?.Metadata?.Annotations is { } annotations && annotations.TryGetValue(ImageAnnotations.InsecureRepository, out var value) && value == "true";
}
