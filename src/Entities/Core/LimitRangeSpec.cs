namespace ImageStreams.Entities;

/// <summary>The limits of a namespace.</summary>
public sealed record LimitRangeSpec
{
    /// <summary>One entry for each type of object.</summary>
    public IReadOnlyList<LimitRangeItem>? Limits { get; init; }
}
