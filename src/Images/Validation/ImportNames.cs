using ImageStreams.Oci;

namespace ImageStreams.Images;

/// <summary>What the sources of import requests are called in answers and in tags.</summary>
public static class ImportNames
{
    /// <summary>The tag that a source names, <c>latest</c> if it names none; null for a digest.</summary>
    public static string? TagOf(string from) =>
        !ImageReference.TryParse(from, out var reference) || reference.MostSpecific() is not { } exact ? null
        : exact.Id.Length > 0 ? null
        : exact.Tag.Length > 0 ? exact.Tag : StreamTags.Latest;

    /// <summary>Whether a source means the tag of the repository.</summary>
    public static bool IsTagOf(string from, string repository, string tag) =>
        TagOf(from) == tag
        && ImageReference.TryParse(from, out var source)
        && ImageReference.TryParse(repository, out var other)
        && source.AsRepository().DockerClientDefaults().Exact == other.AsRepository().DockerClientDefaults().Exact;
}
