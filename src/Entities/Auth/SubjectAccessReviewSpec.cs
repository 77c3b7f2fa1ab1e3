namespace ImageStreams.Entities;

/// <summary>Asks whether a user may do something.</summary>
public sealed record SubjectAccessReviewSpec
{
    /// <summary>An action on a resource.</summary>
    public ResourceAttributes? ResourceAttributes { get; init; }

    /// <summary>An action on another path.</summary>
    public NonResourceAttributes? NonResourceAttributes { get; init; }

    /// <summary>Name of the user.</summary>
    public string? User { get; init; }

    /// <summary>Groups of the user.</summary>
    public IReadOnlyList<string>? Groups { get; init; }

    /// <summary>Identity of the user.</summary>
    public string? Uid { get; init; }

    /// <summary>What else is known of the user.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>>? Extra { get; init; }
}
