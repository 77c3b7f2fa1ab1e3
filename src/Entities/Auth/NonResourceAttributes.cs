namespace ImageStreams.Entities;

/// <summary>An action on a path that is no resource.</summary>
public sealed record NonResourceAttributes
{
    /// <summary>The path.</summary>
    public string? Path { get; init; }

    /// <summary>The HTTP method, in lower case.</summary>
    public string? Verb { get; init; }
}
