using System.Text.Json.Nodes;
using ImageStreams.Entities;
using ImageStreams.Images;

namespace ImageStreams.ApiServer;

/// <summary>Documents that pass untyped, because what they leave out matters: server-side apply.</summary>
internal static class DocumentTranslation
{
    /// <summary>A copy of the document as the store takes it; its name can be stored.</summary>
    public static JsonObject ToStored(JsonObject served)
    {
        var stored = served.DeepClone().AsObject();
        stored["apiVersion"] = $"{ImageGroup.Name}/{ImageGroup.StoredVersion}";
        if (stored["metadata"] is not JsonObject metadata)
        {
            return stored;
        }

        if (metadata["name"] is JsonValue name && name.TryGetValue<string>(out var text))
        {
            metadata["name"] = StoredNames.ToStored(text);
        }

        foreach (var owner in (metadata["ownerReferences"] as JsonArray)?.OfType<JsonObject>() ?? [])
        {
            TranslateOwner(owner);
        }

        return stored;
    }

    private static void TranslateOwner(JsonObject owner)
    {
        var reference = new OwnerReference { ApiVersion = Text(owner["apiVersion"]), Kind = Text(owner["kind"]), Name = Text(owner["name"]) };
        var stored = OwnerTranslation.ToStored(reference);
        if (stored != reference)
        {
            owner["apiVersion"] = stored.ApiVersion;
            owner["name"] = stored.Name;
        }
    }

    private static string? Text(JsonNode? node) => node is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;
}
