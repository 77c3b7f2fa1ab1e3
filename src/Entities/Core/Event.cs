using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace ImageStreams.Entities;

/// <summary>Something that happened to an object.</summary>
public sealed record Event : IResource<Event>
{
    /// <inheritdoc/>
    public static ResourceKind ResourceKind { get; } = new("", "v1", "Event", "events", Namespaced: true);

    /// <inheritdoc/>
    public static JsonTypeInfo<Event> JsonTypeInfo => EntitiesJsonContext.Default.Event;

    /// <summary>Kind of the document.</summary>
    public string? Kind { get; init; }

    /// <summary>Group and version of the document.</summary>
    public string? ApiVersion { get; init; }

    /// <summary>Standard metadata.</summary>
    public ObjectMeta? Metadata { get; init; }

    /// <summary>The object that it happened to.</summary>
    [Required]
    public ObjectReference? InvolvedObject { get; init; }

    /// <summary>What happened, for programs.</summary>
    public string? Reason { get; init; }

    /// <summary>What happened, for people.</summary>
    public string? Message { get; init; }

    /// <summary>Who saw it, in an old form.</summary>
    public EventSource? Source { get; init; }

    /// <summary>When it was first seen.</summary>
    public DateTimeOffset? FirstTimestamp { get; init; }

    /// <summary>When it was last seen.</summary>
    public DateTimeOffset? LastTimestamp { get; init; }

    /// <summary>How often it was seen.</summary>
    public int? Count { get; init; }

    /// <summary><c>Normal</c> or <c>Warning</c>.</summary>
    public string? Type { get; init; }

    /// <summary>When it was first seen, exactly.</summary>
    [JsonConverter(typeof(KubeMicroTimeConverter))]
    public DateTimeOffset? EventTime { get; init; }

    /// <summary>How a repeated event went on.</summary>
    public EventSeries? Series { get; init; }

    /// <summary>What was done about it.</summary>
    public string? Action { get; init; }

    /// <summary>Another object that takes part.</summary>
    public ObjectReference? Related { get; init; }

    /// <summary>Who saw it.</summary>
    public string? ReportingComponent { get; init; }

    /// <summary>Which one of those.</summary>
    public string? ReportingInstance { get; init; }
}
