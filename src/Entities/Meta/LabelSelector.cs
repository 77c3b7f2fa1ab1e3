namespace ImageStreams.Entities;

/// <summary>Selects objects by their labels; all parts must hold, and an empty selector selects everything.</summary>
[AtomicMap]
public sealed record LabelSelector
{
    /// <summary>Labels that must have just these values.</summary>
    public IReadOnlyDictionary<string, string>? MatchLabels { get; init; }

    /// <summary>Further requirements.</summary>
    public IReadOnlyList<LabelSelectorRequirement>? MatchExpressions { get; init; }
}
