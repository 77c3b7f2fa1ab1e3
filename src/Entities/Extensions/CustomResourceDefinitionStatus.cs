namespace ImageStreams.Entities;

/// <summary>Whether a kind is served.</summary>
public sealed record CustomResourceDefinitionStatus
{
    /// <summary>What is known.</summary>
    [ListMap("type")]
    public IReadOnlyList<Condition>? Conditions { get; init; }

    /// <summary>Names that are in use for the kind.</summary>
    public CustomResourceDefinitionNames? AcceptedNames { get; init; }

    /// <summary>Versions in which objects were ever stored.</summary>
    public IReadOnlyList<string>? StoredVersions { get; init; }
}
