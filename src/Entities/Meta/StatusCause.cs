namespace ImageStreams.Entities;

/// <summary>One reason of a failure.</summary>
public sealed record StatusCause
{
    /// <summary>What is wrong, for programs.</summary>
    public string? Reason { get; init; }

    /// <summary>What is wrong, for people.</summary>
    public string? Message { get; init; }

    /// <summary>Path of the field that is wrong.</summary>
    public string? Field { get; init; }
}
