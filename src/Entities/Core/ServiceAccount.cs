using System.Text.Json.Serialization.Metadata;

namespace ImageStreams.Entities;

/// <summary>An identity for programs in the cluster.</summary>
public sealed record ServiceAccount : IResource<ServiceAccount>
{
    /// <inheritdoc/>
    public static ResourceKind ResourceKind { get; } = new("", "v1", "ServiceAccount", "serviceaccounts", Namespaced: true);

    /// <inheritdoc/>
    public static JsonTypeInfo<ServiceAccount> JsonTypeInfo => EntitiesJsonContext.Default.ServiceAccount;

    /// <summary>Kind of the document.</summary>
    public string? Kind { get; init; }

    /// <summary>Group and version of the document.</summary>
    public string? ApiVersion { get; init; }

    /// <summary>Standard metadata.</summary>
    public ObjectMeta? Metadata { get; init; }

    /// <summary>Secrets that programs of this identity use.</summary>
    [ListMap("name")]
    public IReadOnlyList<ObjectReference>? Secrets { get; init; }

    /// <summary>Secrets with which images of this identity are pulled.</summary>
    public IReadOnlyList<LocalObjectReference>? ImagePullSecrets { get; init; }

    /// <summary>Whether a token is given to programs without being asked for.</summary>
    public bool? AutomountServiceAccountToken { get; init; }
}
