using ImageStreams.Images;

namespace ImageStreams.Import;

/// <summary>How things stand with a registry.</summary>
/// <param name="Registry">Its host.</param>
/// <param name="InFlight">Requests under way.</param>
/// <param name="Waiting">Requests that wait for their turn.</param>
/// <param name="WaitingStreams">Streams that wait for a place.</param>
/// <param name="LimitedUntil">Until when not everything is asked; null when everything is.</param>
/// <param name="Breaker">Whether it is left alone because it fails.</param>
public sealed record RegistryLaneState(
    string Registry, int InFlight, int Waiting, int WaitingStreams, DateTimeOffset? LimitedUntil, BreakerState Breaker);
