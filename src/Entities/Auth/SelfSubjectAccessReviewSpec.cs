namespace ImageStreams.Entities;

/// <summary>Asks whether the caller may do something.</summary>
public sealed record SelfSubjectAccessReviewSpec
{
    /// <summary>An action on a resource.</summary>
    public ResourceAttributes? ResourceAttributes { get; init; }

    /// <summary>An action on another path.</summary>
    public NonResourceAttributes? NonResourceAttributes { get; init; }
}
