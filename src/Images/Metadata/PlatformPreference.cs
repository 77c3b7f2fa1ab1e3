using ImageStreams.Entities;

namespace ImageStreams.Images;

/// <summary>For which platform a list of manifests is to stand.</summary>
/// <param name="Os">The operating system.</param>
/// <param name="Architecture">The architecture.</param>
/// <param name="Variant">The variant of the architecture; empty when any will do.</param>
public sealed record PlatformPreference(string Os, string Architecture, string Variant)
{
    /// <summary>What there is an image for if for anything.</summary>
    public static PlatformPreference Common { get; } = new("linux", "amd64", "");

    /// <summary>What a tag asks for, else its stream, else the server's own platform.</summary>
    /// <remarks>An architecture may carry its variant: <c>arm/v7</c>.</remarks>
    public static PlatformPreference For(ImageStream stream, TagReference tag, PlatformPreference server)
    {
        var os = Asked(ImageAnnotations.PreferOs) ?? server.Os;
        if (Asked(ImageAnnotations.PreferArch) is not { } architecture)
        {
            return server with { Os = os };
        }

        var parts = architecture.Split('/', 2);
        return new PlatformPreference(os, parts[0], parts.Length == 2 ? parts[1] : "");

        string? Asked(string key) =>
            new[] { tag.FindAnnotation(key), stream.FindAnnotation(key) }.FirstOrDefault(value => !string.IsNullOrEmpty(value));
    }
}
