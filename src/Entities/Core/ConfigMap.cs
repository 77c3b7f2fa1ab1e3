using System.Text.Json.Serialization.Metadata;

namespace ImageStreams.Entities;

/// <summary>Settings for programs.</summary>
public sealed record ConfigMap : IResource<ConfigMap>
{
    /// <inheritdoc/>
    public static ResourceKind ResourceKind { get; } = new("", "v1", "ConfigMap", "configmaps", Namespaced: true);

    /// <inheritdoc/>
    public static JsonTypeInfo<ConfigMap> JsonTypeInfo => EntitiesJsonContext.Default.ConfigMap;

    /// <summary>Kind of the document.</summary>
    public string? Kind { get; init; }

    /// <summary>Group and version of the document.</summary>
    public string? ApiVersion { get; init; }

    /// <summary>Standard metadata.</summary>
    public ObjectMeta? Metadata { get; init; }

    /// <summary>Texts by name.</summary>
    public IReadOnlyDictionary<string, string>? Data { get; init; }

    /// <summary>Bytes by name, base64 in documents.</summary>
    public IReadOnlyDictionary<string, byte[]>? BinaryData { get; init; }

    /// <summary>Whether the data can no longer be changed.</summary>
    public bool? Immutable { get; init; }
}
