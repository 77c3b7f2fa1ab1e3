using ImageStreams.Entities;
using ImageStreams.Oci;

namespace ImageStreams.Images;

/// <summary>Where tags come from, whatever way it is written.</summary>
public static class TagSources
{
    /// <summary>The registry of a tag that is imported, as it is known everywhere; null when it has none.</summary>
    public static string? RegistryOf(TagReference tag) => TagGenerations.IsImportable(tag) ? RegistryOf(tag.From?.Name) : null;

    /// <summary>The registry of a reference; null when it names none.</summary>
    public static string? RegistryOf(string? reference) => FindRepository(reference)?.Registry;

    /// <summary>Whether the stream has a tag that fails for a reason of this registry's own.</summary>
    public static bool IsFailing(ImageStream stream, string registry) =>
        stream.StatusTags.Any(t => ImportReasons.IsOfRegistry(t.ImportFailure?.Reason))
        && stream.SpecTags.Any(t => RegistryOf(t) == registry && ImportReasons.IsOfRegistry(stream.FindStatusTag(t.Name ?? "")?.ImportFailure?.Reason));

    /// <summary>Whether a history has an image that came from the repository of this reference.</summary>
    public static bool IsFrom(NamedTagEventList? history, string? reference) => FindRepository(reference) is { } repository && IsFrom(history, repository);

    /// <summary>The tags whose histories have an image that came from this repository.</summary>
    public static IReadOnlySet<string> ImportedFrom(ImageStream stream, string? from) => FindRepository(from) is { } repository
        ? stream.StatusTags.Where(t => IsFrom(t, repository)).Select(t => t.Tag ?? "").ToHashSet(StringComparer.Ordinal)
        : new HashSet<string>();

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

    private static RepositoryName? FindRepository(string? reference) =>
        ImageReference.TryParse(reference, out var parsed) ? FindRepository(parsed) : null;

    private static bool IsFrom(NamedTagEventList? history, RepositoryName repository) =>
        history?.Events.Any(e => e.Image is { Length: > 0 } && FindRepository(e.DockerImageReference) == repository) == true;
}
