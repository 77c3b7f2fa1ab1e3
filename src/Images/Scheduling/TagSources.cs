using ImageStreams.Entities;
using ImageStreams.Oci;

namespace ImageStreams.Images;

/// <summary>Where tags come from, whatever way it is written.</summary>
public static class TagSources
{
    /// <summary>The registry of a tag that is imported, as it is known everywhere; null when it has none.</summary>
    public static string? RegistryOf(TagReference tag) => TagGenerations.IsImportable(tag) ? RegistryOf(tag.From?.Name) : null;

    /// <summary>The registry of a reference; null when it names none.</summary>
    public static string? RegistryOf(string? reference) => ImageReference.TryParse(reference, out var parsed) && FindRepository(parsed) is { } repository
        ? repository.Registry
        : null;

    /// <summary>Whether the stream has a tag that fails for a reason of this registry's own.</summary>
    public static bool IsFailing(ImageStream stream, string registry) =>
        stream.StatusTags.Any(t => ImportReasons.IsOfRegistry(t.ImportFailure?.Reason))
        && stream.SpecTags.Any(t => RegistryOf(t) == registry && ImportReasons.IsOfRegistry(stream.FindStatusTag(t.Name ?? "")?.ImportFailure?.Reason));

    /// <summary>One text for all ways to write the same source.</summary>
    internal static string KeyOf(TagReference tag) =>
        ImageReference.TryParse(tag.From?.Name, out var reference) && FindRepository(reference) is { } repository
            ? $"{repository}:{(reference is { Tag: "", Id: "" } ? StreamTags.Latest : reference.Tag)}@{reference.Id}"
            : tag.From?.Name ?? "";

    internal static RepositoryName? FindRepository(ImageReference reference)
    {
        var full = reference.DockerClientDefaults();
        return RepositoryName.TryCreate(full.Registry, full.RepositoryName, out var repository) ? repository : null;
    }
}
