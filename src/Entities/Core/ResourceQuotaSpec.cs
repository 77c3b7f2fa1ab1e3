namespace ImageStreams.Entities;

/// <summary>What a quota wants.</summary>
public sealed record ResourceQuotaSpec
{
    /// <summary>Quantities by resource.</summary>
    public IReadOnlyDictionary<string, string>? Hard { get; init; }

    /// <summary>Which objects count, for example <c>BestEffort</c>; all of them when absent.</summary>
    public IReadOnlyList<string>? Scopes { get; init; }

    /// <summary>Which objects count, by conditions that are not looked into here.</summary>
    public EmptyObject? ScopeSelector { get; init; }
}
