using System.Text.Json.Serialization.Metadata;

namespace ImageStreams.Entities;

/// <summary>A scope for names: objects of different namespaces do not meet.</summary>
public sealed record Namespace : IResource<Namespace>
{
    /// <inheritdoc/>
    public static ResourceKind ResourceKind { get; } = new("", "v1", "Namespace", "namespaces", Namespaced: false);

    /// <inheritdoc/>
    public static JsonTypeInfo<Namespace> JsonTypeInfo => EntitiesJsonContext.Default.Namespace;

    /// <summary>Kind of the document.</summary>
    public string? Kind { get; init; }

    /// <summary>Group and version of the document.</summary>
    public string? ApiVersion { get; init; }

    /// <summary>Standard metadata.</summary>
    public ObjectMeta? Metadata { get; init; }

    /// <summary>What must happen before the namespace goes.</summary>
    public NamespaceSpec? Spec { get; init; }

    /// <summary>Where the namespace is in its life.</summary>
    public NamespaceStatus? Status { get; init; }
}
