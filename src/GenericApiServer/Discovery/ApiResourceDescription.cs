namespace ImageStreams.GenericApiServer;

/// <summary>A resource as clients discover it.</summary>
public sealed record ApiResourceDescription
{
    /// <summary>Plural name, as in paths.</summary>
    public required string Name { get; init; }

    /// <summary>Name for one object, as users may type it.</summary>
    public required string SingularName { get; init; }

    /// <summary>Name of the kind.</summary>
    public required string Kind { get; init; }

    public required bool Namespaced { get; init; }

    /// <summary>What can be done with it; none when only its subresources are served.</summary>
    public required IReadOnlyList<string> Verbs { get; init; }

    public IReadOnlyList<string> ShortNames { get; init; } = [];

    /// <summary>Groups of resources that it belongs to, for example <c>all</c>.</summary>
    public IReadOnlyList<string> Categories { get; init; } = [];

    public IReadOnlyList<ApiSubresourceDescription> Subresources { get; init; } = [];

    /// <summary>Tells clients when the stored form changes; empty for resources that are not stored.</summary>
    public string StorageVersionHash { get; init; } = "";

    /// <summary>The types of patch that it takes: clients choose by this.</summary>
    public IReadOnlyList<PatchType> PatchTypes { get; init; } = [PatchType.Json, PatchType.Merge, PatchType.Apply];
}
