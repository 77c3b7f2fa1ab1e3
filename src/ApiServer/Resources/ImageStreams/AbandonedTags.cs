using System.Text.Json;
using ImageStreams.Entities;
using ImageStreams.Images;

namespace ImageStreams.ApiServer;

/// <summary>
/// Tags that their appliers have given up. This server adds fields to every tag, and so owns a part of it: without a word from us the store
/// would keep the tag for our sake.
/// </summary>
internal static class AbandonedTags
{
    public static ImageStream Drop(StoredObject<ImageStream> applied)
    {
        var byOwner = (applied.ManagedFields ?? []).Where(e => string.IsNullOrEmpty(e.Subresource)).ToLookup(e => e.Manager == ManagedFieldsTranslation.OwnManager, TagsOf);
        var abandoned = byOwner[true].SelectMany(t => t).Except(byOwner[false].SelectMany(t => t)).ToHashSet(StringComparer.Ordinal);
        var stream = applied.Value;
        return abandoned.Count == 0 || stream.Spec is null
            ? stream
            : stream with { Spec = stream.Spec with { Tags = [.. stream.SpecTags.Where(t => !abandoned.Contains(t.Name ?? ""))] } };
    }

    /// <summary>The names of the tags of which the entry owns something.</summary>
    private static IEnumerable<string> TagsOf(ManagedFieldsEntry entry)
    {
        if (entry.FieldsV1 is not { ValueKind: JsonValueKind.Object } fields
            || !fields.TryGetProperty("f:spec", out var spec)
            || !spec.TryGetProperty("f:tags", out var tags))
        {
            yield break;
        }

        foreach (var key in tags.EnumerateObject().Select(p => p.Name).Where(n => n.StartsWith("k:", StringComparison.Ordinal)))
        {
            using var element = JsonDocument.Parse(key[2..]);
            if (element.RootElement.TryGetProperty("name", out var name))
            {
                yield return name.GetString() ?? "";
            }
        }
    }
}
