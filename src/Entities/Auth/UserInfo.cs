namespace ImageStreams.Entities;

/// <summary>Who makes a request.</summary>
public sealed record UserInfo
{
    /// <summary>Name of the user.</summary>
    public string? Username { get; init; }

    /// <summary>Identity of the user.</summary>
    public string? Uid { get; init; }

    /// <summary>Groups of the user.</summary>
    public IReadOnlyList<string>? Groups { get; init; }

    /// <summary>What else the authenticator knows.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>>? Extra { get; init; }
}
