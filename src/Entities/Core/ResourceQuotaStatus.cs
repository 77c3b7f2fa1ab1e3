namespace ImageStreams.Entities;

/// <summary>What a quota has come to.</summary>
public sealed record ResourceQuotaStatus
{
    /// <summary>Quantities in force, by resource.</summary>
    public IReadOnlyDictionary<string, string>? Hard { get; init; }

    /// <summary>Quantities used, by resource; absent for what nobody has counted.</summary>
    public IReadOnlyDictionary<string, string>? Used { get; init; }
}
