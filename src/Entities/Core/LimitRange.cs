using System.Text.Json.Serialization.Metadata;

namespace ImageStreams.Entities;

/// <summary>How large single objects of a namespace may be.</summary>
public sealed record LimitRange : IResource<LimitRange>
{
    /// <inheritdoc/>
    public static ResourceKind ResourceKind { get; } = new("", "v1", "LimitRange", "limitranges", Namespaced: true);

    /// <inheritdoc/>
    public static JsonTypeInfo<LimitRange> JsonTypeInfo => EntitiesJsonContext.Default.LimitRange;

    /// <summary>Kind of the document.</summary>
    public string? Kind { get; init; }

    /// <summary>Group and version of the document.</summary>
    public string? ApiVersion { get; init; }

    /// <summary>Standard metadata.</summary>
    public ObjectMeta? Metadata { get; init; }

    /// <summary>The limits.</summary>
    public LimitRangeSpec? Spec { get; init; }
}
