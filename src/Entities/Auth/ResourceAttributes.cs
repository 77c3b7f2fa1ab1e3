using System.Text.Json;

namespace ImageStreams.Entities;

/// <summary>An action on a resource.</summary>
public sealed record ResourceAttributes
{
    /// <summary>Namespace; empty for all or for cluster-wide kinds.</summary>
    public string? Namespace { get; init; }

    /// <summary>The action, for example <c>get</c>.</summary>
    public string? Verb { get; init; }

    /// <summary>API group.</summary>
    public string? Group { get; init; }

    /// <summary>API version.</summary>
    public string? Version { get; init; }

    /// <summary>Resource, in the plural.</summary>
    public string? Resource { get; init; }

    /// <summary>Subresource.</summary>
    public string? Subresource { get; init; }

    /// <summary>Name of the object; empty for all.</summary>
    public string? Name { get; init; }

    /// <summary>Fields that the objects are selected by.</summary>
    public JsonElement? FieldSelector { get; init; }

    /// <summary>Labels that the objects are selected by.</summary>
    public JsonElement? LabelSelector { get; init; }
}
