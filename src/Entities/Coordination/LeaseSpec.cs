using System.Text.Json.Serialization;

namespace ImageStreams.Entities;

/// <summary>The holder of a lease and its times.</summary>
public sealed record LeaseSpec
{
    /// <summary>Who holds the lease; empty when nobody does.</summary>
    public string? HolderIdentity { get; init; }

    /// <summary>Seconds after the last renewal from which others may take the lease.</summary>
    public int? LeaseDurationSeconds { get; init; }

    /// <summary>When the holder took the lease.</summary>
    [JsonConverter(typeof(KubeMicroTimeConverter))]
    public DateTimeOffset? AcquireTime { get; init; }

    /// <summary>When the holder last renewed it.</summary>
    [JsonConverter(typeof(KubeMicroTimeConverter))]
    public DateTimeOffset? RenewTime { get; init; }

    /// <summary>How often the holder changed.</summary>
    public int? LeaseTransitions { get; init; }

    /// <summary>How the holder is chosen, when that is coordinated.</summary>
    public string? Strategy { get; init; }

    /// <summary>Who should take the lease next, when that is coordinated.</summary>
    public string? PreferredHolder { get; init; }
}
