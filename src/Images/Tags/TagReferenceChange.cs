using ImageStreams.Entities;

namespace ImageStreams.Images;

/// <summary>Whether a spec tag changed in a way that makes it mean another image (docs/spec/tags.md#changed).</summary>
public static class TagReferenceChange
{
    /// <param name="old">The tag before; null when it is new.</param>
    /// <param name="current">The tag now.</param>
    /// <param name="ns">The stream's namespace, which an empty <c>from.namespace</c> means.</param>
    public static bool IsChanged(TagReference? old, TagReference current, string ns)
    {
        if (!HasSource(current))
        {
            return false;
        }

        if (old is null)
        {
            return true;
        }

        return NamespaceOf(old, ns) != NamespaceOf(current, ns)
            || (old.From?.Name ?? "") != (current.From!.Name ?? "")
            || (old.Reference ?? false) != (current.Reference ?? false)
            || ModeOf(old) != ModeOf(current)
            || AsksForImport(old, current);
    }

    internal static bool HasSource(TagReference tag) =>
        tag.From is { } from && !(string.IsNullOrEmpty(from.Kind) && string.IsNullOrEmpty(from.Name));

    private static bool AsksForImport(TagReference old, TagReference current) =>
        old.Generation is { HasValue: true, Value: not 0 } && current.Generation is { HasValue: true, Value: 0 };

    private static string NamespaceOf(TagReference tag, string ns) =>
        string.IsNullOrEmpty(tag.From?.Namespace) ? ns : tag.From.Namespace;

    private static string ModeOf(TagReference tag) =>
        string.IsNullOrEmpty(tag.ImportPolicy?.ImportMode) ? ImportModes.Legacy : tag.ImportPolicy.ImportMode;
}
