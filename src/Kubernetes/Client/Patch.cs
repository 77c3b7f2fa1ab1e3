using System.Text.Json;
using System.Text.Json.Nodes;
using ImageStreams.Entities;

namespace ImageStreams.Kubernetes;

/// <summary>A change to an object, in one of the forms that the API knows.</summary>
public sealed class Patch
{
    private Patch(string contentType, ReadOnlyMemory<byte> body)
    {
        ContentType = contentType;
        Body = body;
    }

    public string ContentType { get; }

    public ReadOnlyMemory<byte> Body { get; }

    /// <summary>Sending it twice has the effect of sending it once, and no second answer differs.</summary>
    internal bool IsApply => ContentType == "application/apply-patch+yaml";

    /// <summary>RFC 7386: fields replace fields, null removes, lists are replaced whole.</summary>
    public static Patch Merge(JsonObject change) => new("application/merge-patch+json", Utf8(change));

    /// <summary>RFC 6902: a list of operations.</summary>
    public static Patch Json(JsonArray operations) => new("application/json-patch+json", Utf8(operations));

    /// <summary>Like a merge patch, but lists merge by their keys; custom resources refuse it.</summary>
    public static Patch StrategicMerge(JsonObject change) => new("application/strategic-merge-patch+json", Utf8(change));

    /// <summary>Server-side apply: the fields that we want to own; it creates the object if need be.</summary>
    public static Patch Apply(JsonObject desired) => new("application/apply-patch+yaml", Utf8(desired));

    /// <inheritdoc cref="Apply(JsonObject)"/>
    public static Patch Apply<T>(T desired)
        where T : class, IResource<T> => Apply(desired, T.ResourceKind);

    /// <inheritdoc cref="Apply(JsonObject)"/>
    public static Patch Apply<T>(T desired, ResourceKind kind)
        where T : class, IResource<T> => new("application/apply-patch+yaml", ObjectEncoder.Encode(desired, kind));

    private static byte[] Utf8(JsonNode node) => JsonSerializer.SerializeToUtf8Bytes(node, KubernetesJsonContext.Default.JsonNode);
}
