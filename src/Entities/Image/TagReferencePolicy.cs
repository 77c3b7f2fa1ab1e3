namespace ImageStreams.Entities;

/// <summary>Which pull spec others get for a tag.</summary>
public sealed record TagReferencePolicy
{
    /// <summary><c>Source</c> names the registry that the image came from, <c>Local</c> the integrated registry.</summary>
    [AllowedValues("", "Source", "Local")]
    [AlwaysServed]
    public string? Type { get; init; }
}
