namespace ImageStreams.Entities;

/// <summary>Names another object.</summary>
[AtomicMap]
public sealed record ObjectReference
{
    /// <summary>Kind of the object.</summary>
    public string? Kind { get; init; }

    /// <summary>Namespace of the object.</summary>
    public string? Namespace { get; init; }

    /// <summary>Name of the object.</summary>
    public string? Name { get; init; }

    /// <summary>Identity of the object.</summary>
    public string? Uid { get; init; }

    /// <summary>Group and version of the object.</summary>
    public string? ApiVersion { get; init; }

    /// <summary>Version of the object.</summary>
    public string? ResourceVersion { get; init; }

    /// <summary>Part of the object that is meant.</summary>
    public string? FieldPath { get; init; }
}
