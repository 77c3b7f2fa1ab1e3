using System.Text.Json.Nodes;

namespace ImageStreams.ControlPlane;

/// <summary>The value of a field: absent, <c>null</c>, or something. The three are different.</summary>
/// <param name="Exists">Whether the field is there.</param>
/// <param name="Node">Its value.</param>
internal readonly record struct FieldValue(bool Exists, JsonNode? Node)
{
    internal static FieldValue Absent => default;

    /// <summary>The map; <c>null</c> when there is none.</summary>
    internal JsonObject? Map => Node as JsonObject;

    /// <summary>The list; <c>null</c> when there is none.</summary>
    internal JsonArray? List => Node as JsonArray;

    internal bool IsEmptyMap => Map is null or { Count: 0 };

    internal bool IsEmptyList => List is null or { Count: 0 };

    internal static FieldValue Of(JsonNode? node) => new(true, node);

    internal FieldValue Field(string name) => Map is { } map && map.TryGetPropertyValue(name, out var value) ? Of(value) : Absent;
}
