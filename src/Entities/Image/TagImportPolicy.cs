namespace ImageStreams.Entities;

/// <summary>How the image of a tag is imported.</summary>
public sealed record TagImportPolicy
{
    /// <summary>Whether plain HTTP and untrusted certificates are accepted.</summary>
    public bool? Insecure { get; init; }

    /// <summary>Whether the tag is imported again from time to time.</summary>
    public bool? Scheduled { get; init; }

    /// <summary><c>Legacy</c> keeps one platform of an image for several; <c>PreserveOriginal</c> keeps them all.</summary>
    [AllowedValues("", "Legacy", "PreserveOriginal")]
    public string? ImportMode { get; init; }
}
