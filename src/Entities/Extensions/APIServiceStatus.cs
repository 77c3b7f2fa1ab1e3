namespace ImageStreams.Entities;

/// <summary>Whether the server of a group version answers.</summary>
public sealed record APIServiceStatus
{
    /// <summary>What is known.</summary>
    [ListMap("type")]
    public IReadOnlyList<Condition>? Conditions { get; init; }
}
