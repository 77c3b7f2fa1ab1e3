namespace ImageStreams.Oci;

/// <summary>A registry said no, said something unusable, or said nothing. Never holds a credential.</summary>
public sealed class RegistryException(RegistryErrorKind kind, string message, Exception? innerException)
    : Exception(message, innerException)
{
    public RegistryErrorKind Kind { get; } = kind;

    /// <summary>The HTTP status; null when there was no answer.</summary>
    public int? StatusCode { get; init; }

    /// <summary>What the body said, if it was an error body.</summary>
    public IReadOnlyList<RegistryError> Errors { get; init; } = [];

    /// <summary>Method and address without query and user.</summary>
    public string? Request { get; init; }

    /// <summary>Whether only headers were asked for, so that nothing came that could tell more.</summary>
    public bool IsOfHead => Request?.StartsWith("HEAD ", StringComparison.Ordinal) == true;

    /// <summary>How long the registry asked us to wait.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The same request may succeed in a moment.</summary>
    internal bool IsRepeatable { get; init; }

    /// <summary>Nobody spoke HTTPS there; an insecure registry may speak HTTP.</summary>
    internal bool MayAnswerPlain { get; init; }

    public static RegistryException InvalidManifest(string message) => new(RegistryErrorKind.InvalidManifest, message, null);

    public static RegistryException InvalidManifest(string message, Exception innerException) =>
        new(RegistryErrorKind.InvalidManifest, message, innerException);

    public static RegistryException TooLarge(string message) => new(RegistryErrorKind.TooLarge, message, null);
}
