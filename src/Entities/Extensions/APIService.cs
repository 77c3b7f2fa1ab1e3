using System.Text.Json.Serialization.Metadata;

namespace ImageStreams.Entities;

/// <summary>A group version that another server serves.</summary>
public sealed record APIService : IResource<APIService>
{
    /// <inheritdoc/>
    public static ResourceKind ResourceKind { get; } = new("apiregistration.k8s.io", "v1", "APIService", "apiservices", Namespaced: false);

    /// <inheritdoc/>
    public static JsonTypeInfo<APIService> JsonTypeInfo => EntitiesJsonContext.Default.APIService;

    /// <summary>Kind of the document.</summary>
    public string? Kind { get; init; }

    /// <summary>Group and version of the document.</summary>
    public string? ApiVersion { get; init; }

    /// <summary>Standard metadata.</summary>
    public ObjectMeta? Metadata { get; init; }

    /// <summary>What is served, and by whom.</summary>
    public APIServiceSpec? Spec { get; init; }

    /// <summary>Whether the server answers.</summary>
    public APIServiceStatus? Status { get; init; }
}
