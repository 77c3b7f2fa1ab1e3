using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ImageStreams.ControlPlane;

/// <summary>The annotation in which <c>kubectl apply</c> keeps what it applied, before it learns to apply at the server.</summary>
internal static class LastApplied
{
    private const string Annotation = "kubectl.kubernetes.io/last-applied-configuration";
    private const int MaxAnnotationBytes = 256 * 1024;

    /// <summary>The fields that the annotation of an object accounts for: last applied, and unchanged since.</summary>
    internal static FieldSet UnchangedFields(FieldManagement management, JsonObject live, string apiVersion)
    {
        if (Find(live) is not { Length: > 0 } text
            || management.TypeOf(apiVersion) is not { } type
            || TryParse(text) is not { } applied
            || JsonValues.TextOf(applied["apiVersion"]) != apiVersion
            || JsonValues.TextOf(applied["kind"]) != JsonValues.TextOf(live["kind"])
            || TypedCheck.Check(type, applied).Count > 0)
        {
            return FieldSet.Empty;
        }

        var changes = FieldComparison.Of(type, applied, live);
        return FieldSetBuilder.Of(type, applied).Difference(changes.Modified).Difference(changes.Added).Difference(changes.Removed);
    }

    /// <summary>Keeps the annotation of an object in step with what was applied, if it has one.</summary>
    internal static void Refresh(JsonObject document, JsonObject applied)
    {
        if (Find(document) is not { Length: > 0 })
        {
            return;
        }

        var config = applied.DeepClone().AsObject();
        (config.At("metadata", "annotations") as JsonObject)?.Remove(Annotation);
        var annotations = document["metadata"]!["annotations"]!.AsObject();
        annotations[Annotation] = CanonicalJson.Of(config) + "\n";
        if (annotations.Sum(field => Encoding.UTF8.GetByteCount(field.Key) + Encoding.UTF8.GetByteCount(JsonValues.TextOf(field.Value) ?? "")) > MaxAnnotationBytes)
        {
            annotations.Remove(Annotation);
        }
    }

    private static string? Find(JsonObject document) => JsonValues.TextOf((document.At("metadata", "annotations") as JsonObject)?[Annotation]);

    private static JsonObject? TryParse(string text)
    {
        try
        {
            return JsonNode.Parse(text) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
