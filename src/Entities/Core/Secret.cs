using System.Text.Json.Serialization.Metadata;

namespace ImageStreams.Entities;

/// <summary>Small data that not everybody may read.</summary>
public sealed record Secret : IResource<Secret>
{
    /// <inheritdoc/>
    public static ResourceKind ResourceKind { get; } = new("", "v1", "Secret", "secrets", Namespaced: true);

    /// <inheritdoc/>
    public static JsonTypeInfo<Secret> JsonTypeInfo => EntitiesJsonContext.Default.Secret;

    /// <summary>Kind of the document.</summary>
    public string? Kind { get; init; }

    /// <summary>Group and version of the document.</summary>
    public string? ApiVersion { get; init; }

    /// <summary>Standard metadata.</summary>
    public ObjectMeta? Metadata { get; init; }

    /// <summary>What the data is, for example <c>kubernetes.io/dockerconfigjson</c>. Cannot be changed.</summary>
    public string? Type { get; init; }

    /// <summary>The data, base64 in documents.</summary>
    public IReadOnlyDictionary<string, byte[]>? Data { get; init; }

    /// <summary>Data as text, merged into <c>data</c> when written; never read back.</summary>
    public IReadOnlyDictionary<string, string>? StringData { get; init; }

    /// <summary>Whether the data can no longer be changed.</summary>
    public bool? Immutable { get; init; }
}
