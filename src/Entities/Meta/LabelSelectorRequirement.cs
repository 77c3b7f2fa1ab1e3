namespace ImageStreams.Entities;

/// <summary>One requirement of a label selector.</summary>
public sealed record LabelSelectorRequirement
{
    /// <summary>Name of the label.</summary>
    public string? Key { get; init; }

    /// <summary><c>In</c>, <c>NotIn</c>, <c>Exists</c> or <c>DoesNotExist</c>.</summary>
    public string? Operator { get; init; }

    /// <summary>Values for <c>In</c> and <c>NotIn</c>.</summary>
    public IReadOnlyList<string>? Values { get; init; }
}
