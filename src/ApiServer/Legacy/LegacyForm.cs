using System.Text.Json.Nodes;
using ImageStreams.Entities;
using ImageStreams.GenericApiServer;
using ImageStreams.Images;

namespace ImageStreams.ApiServer;

/// <summary>How objects looked before the API had groups (docs/spec/api.md#legacy-paths).</summary>
internal static class LegacyForm
{
    private const string Version = "v1";
    private const string MetadataVersion = "1.0";

    public static OlderForm Of(LegacyPath path) => new(
        Version,
        node => Change(node, path),
        metadata => metadata["selfLink"] = CollectionOf(path),
        WithoutGroup);

    private static void Change(JsonObject node, LegacyPath path)
    {
        if (node["metadata"] is JsonObject metadata)
        {
            metadata["selfLink"] = $"{CollectionOf(path)}/{metadata["name"]?.ToString().Replace(":", "%3A", StringComparison.Ordinal)}";
        }

        DropDefaultLookup(node);
        if (node["spec"] is JsonObject spec)
        {
            DropDefaultLookup(spec);
        }

        if (node["image"]?["dockerImageMetadata"] is JsonObject image)
        {
            image["apiVersion"] = MetadataVersion;
        }

        if (node["status"] is JsonObject { } status && status["tags"] is JsonArray tags)
        {
            status["tags"] = Prioritised(tags);
        }
    }

    /// <summary>There were no groups then, so errors name none.</summary>
    private static Status WithoutGroup(Status status) => status with
    {
        Message = status.Message?
            .Replace($".{ImageGroup.Name} \"", " \"", StringComparison.Ordinal)
            .Replace($".{ImageGroup.Name} is", " is", StringComparison.Ordinal)
            .Replace($"API group \"{ImageGroup.Name}\"", "API group \"\"", StringComparison.Ordinal),
        Details = status.Details is null ? null : status.Details with { Group = null },
    };

    private static string CollectionOf(LegacyPath path) => $"/oapi/v1/namespaces/{path.Namespace}/{path.Resource}";

    /// <summary>There was no lookup then; one that was asked for is still told.</summary>
    private static void DropDefaultLookup(JsonObject node)
    {
        if (node["lookupPolicy"] is JsonObject policy && policy["local"] is JsonValue local && !local.GetValue<bool>())
        {
            node.Remove("lookupPolicy");
        }
    }

    /// <summary>The tags in the order of their importance: <c>latest</c> first.</summary>
    private static JsonArray Prioritised(JsonArray tags)
    {
        var order = TagPriority.Order(tags.Select(NameOf)).Index().ToDictionary(t => t.Item, t => t.Index, StringComparer.Ordinal);
        return [.. tags.OrderBy(t => order[NameOf(t)]).Select(t => t?.DeepClone())];
    }

    private static string NameOf(JsonNode? tag) => tag?["tag"]?.ToString() ?? "";
}
