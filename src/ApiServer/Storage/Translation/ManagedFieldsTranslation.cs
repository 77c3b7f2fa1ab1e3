using System.Text.Json;
using System.Text.Json.Nodes;
using ImageStreams.Entities;
using ImageStreams.GenericApiServer;

namespace ImageStreams.ApiServer;

/// <summary>Who owns which fields, as users see it and as it is stored (docs/spec/api.md#managed-fields).</summary>
internal static class ManagedFieldsTranslation
{
    /// <summary>The field manager of what this server adds to a write; its entries are nobody's business.</summary>
    public const string OwnManager = "imagestreams-apiserver";

    private const string ServedVersion = $"{ImageGroup.Name}/{ImageGroup.Version}";
    private const string StoredVersion = $"{ImageGroup.Name}/{ImageGroup.StoredVersion}";

    public static IReadOnlyList<ManagedFieldsEntry>? ToServed(IReadOnlyList<ManagedFieldsEntry>? stored)
    {
        var visible = (stored ?? []).Where(e => e.Manager != OwnManager).Select(e => WithVersion(e, StoredVersion, ServedVersion)).ToList();
        return visible.Count == 0 ? null : Merge(visible);
    }

    /// <param name="sent">What the caller sent; null leaves it to the store, which keeps what it has.</param>
    /// <param name="stored">What is stored now: its hidden entries are not lost because the caller could not send them.</param>
    public static IReadOnlyList<ManagedFieldsEntry>? ToStored(IReadOnlyList<ManagedFieldsEntry>? sent, IReadOnlyList<ManagedFieldsEntry>? stored)
    {
        if (sent is not { Count: > 0 } || sent.All(e => e.Manager is null && e.FieldsV1 is null))
        {
            return sent;
        }

        if (Same(sent, ToServed(stored)))
        {
            return stored;
        }

        var hidden = (stored ?? []).Where(e => e.Manager == OwnManager);
        return Merge([.. sent.Select(e => WithVersion(e, ServedVersion, StoredVersion)), .. hidden]);
    }

    private static ManagedFieldsEntry WithVersion(ManagedFieldsEntry entry, string from, string to) =>
        entry.ApiVersion == from ? entry with { ApiVersion = to } : entry;

    /// <summary>Updates of one manager that only the version told apart are one entry.</summary>
    private static List<ManagedFieldsEntry> Merge(IReadOnlyList<ManagedFieldsEntry> entries)
    {
        List<ManagedFieldsEntry> merged = [];
        foreach (var entry in entries)
        {
            var same = merged.FindIndex(e => e.Operation == "Update" && entry.Operation == "Update" && IdentityOf(e) == IdentityOf(entry));
            if (same < 0)
            {
                merged.Add(entry);
            }
            else
            {
                merged[same] = merged[same] with
                {
                    Time = merged[same].Time > entry.Time ? merged[same].Time : entry.Time,
                    FieldsV1 = Union(merged[same].FieldsV1, entry.FieldsV1),
                };
            }
        }

        return merged;
    }

    private static (string?, string?, string) IdentityOf(ManagedFieldsEntry entry) => (entry.Manager, entry.ApiVersion, entry.Subresource ?? "");

    private static JsonElement? Union(JsonElement? a, JsonElement? b)
    {
        if (a is not { ValueKind: JsonValueKind.Object } left || b is not { ValueKind: JsonValueKind.Object } right)
        {
            return a ?? b;
        }

        var union = MergePatch.Merge(JsonObject.Create(left)!, JsonObject.Create(right)!);
        using var document = JsonDocument.Parse(KubeJson.ToUtf8(union));
        return document.RootElement.Clone();
    }

    private static bool Same(IReadOnlyList<ManagedFieldsEntry> a, IReadOnlyList<ManagedFieldsEntry>? b) =>
        a.Count == b?.Count && a.Zip(b).All(pair => Same(pair.First, pair.Second));

    private static bool Same(ManagedFieldsEntry a, ManagedFieldsEntry b) =>
        (a with { FieldsV1 = null }) == (b with { FieldsV1 = null })
        && ((a.FieldsV1 is null && b.FieldsV1 is null)
            || (a.FieldsV1 is { } left && b.FieldsV1 is { } right && JsonElement.DeepEquals(left, right)));
}
