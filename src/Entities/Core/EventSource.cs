namespace ImageStreams.Entities;

/// <summary>Who saw an event.</summary>
public sealed record EventSource
{
    /// <summary>Name of the program.</summary>
    public string? Component { get; init; }

    /// <summary>Node that it ran on.</summary>
    public string? Host { get; init; }
}
