namespace ImageStreams.Entities;

/// <summary>Where a namespace is in its life.</summary>
public sealed record NamespaceStatus
{
    /// <summary><c>Active</c> or <c>Terminating</c>.</summary>
    public string? Phase { get; init; }

    /// <summary>What keeps a terminating namespace.</summary>
    [ListMap("type")]
    public IReadOnlyList<Condition>? Conditions { get; init; }
}
