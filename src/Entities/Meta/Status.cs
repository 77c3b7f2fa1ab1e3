using System.Text.Json.Serialization;

namespace ImageStreams.Entities;

/// <summary>The answer of a call that returns no object, above all an error.</summary>
public sealed record Status
{
    /// <summary>Always <c>Status</c>.</summary>
    public string? Kind { get; init; }

    /// <summary>Always <c>v1</c>.</summary>
    public string? ApiVersion { get; init; }

    /// <summary>Empty.</summary>
    public ListMeta? Metadata { get; init; }

    /// <summary><c>Success</c> or <c>Failure</c>.</summary>
    [JsonPropertyName("status")]
    public string? State { get; init; }

    /// <summary>What happened, for people.</summary>
    public string? Message { get; init; }

    /// <summary>What happened, for programs, for example <c>NotFound</c>.</summary>
    public string? Reason { get; init; }

    /// <summary>What it happened to.</summary>
    public StatusDetails? Details { get; init; }

    /// <summary>The HTTP status code that goes with it.</summary>
    public int? Code { get; init; }
}
