namespace ImageStreams.Entities;

/// <summary>What a <see cref="Status"/> is about.</summary>
public sealed record StatusDetails
{
    /// <summary>Name of the object.</summary>
    public string? Name { get; init; }

    /// <summary>API group of the resource or kind.</summary>
    public string? Group { get; init; }

    /// <summary>Kind of the object, or name of the resource.</summary>
    public string? Kind { get; init; }

    /// <summary>Identity of the object.</summary>
    public string? Uid { get; init; }

    /// <summary>The single reasons, for example one for each invalid field.</summary>
    public IReadOnlyList<StatusCause>? Causes { get; init; }

    /// <summary>Seconds to wait before trying again.</summary>
    public int? RetryAfterSeconds { get; init; }
}
