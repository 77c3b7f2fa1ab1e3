namespace ImageStreams.GenericApiServer;

/// <summary>A part of a resource with a path of its own.</summary>
public sealed record ApiSubresourceDescription
{
    /// <summary>Last part of the path, for example <c>status</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Kind of what is read or written there.</summary>
    public required string Kind { get; init; }

    public required IReadOnlyList<string> Verbs { get; init; }

    /// <summary>Group of the kind, if not the resource's.</summary>
    public string? Group { get; init; }

    /// <summary>Version of the kind, if not the resource's.</summary>
    public string? Version { get; init; }
}
