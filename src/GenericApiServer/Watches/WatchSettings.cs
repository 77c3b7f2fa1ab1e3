using System.Text.Json.Nodes;

namespace ImageStreams.GenericApiServer;

/// <summary>How a watch is served.</summary>
public sealed record WatchSettings
{
    /// <summary>How long it lasts; null takes a time between 30 and 60 minutes, so that watches do not all return at once.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>How objects become rows, for callers who want a table.</summary>
    public TableLayout<JsonObject>? Layout { get; init; }

    /// <summary>What the caller asked for, or a time of our own.</summary>
    internal TimeSpan EffectiveTimeout => Timeout ?? TimeSpan.FromMinutes(30) * (1 + Random.Shared.NextDouble());
}
