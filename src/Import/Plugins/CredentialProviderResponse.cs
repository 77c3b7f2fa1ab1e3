namespace ImageStreams.Import;

/// <summary>What a credential plugin writes to its standard output.</summary>
internal sealed record CredentialProviderResponse
{
    public string? Kind { get; init; }

    public string? ApiVersion { get; init; }

    /// <summary>For what the answer holds: one of <see cref="CacheKeyTypes"/>.</summary>
    public string? CacheKeyType { get; init; }

    /// <summary>A Go duration; without it the configured one, zero for never.</summary>
    public string? CacheDuration { get; init; }

    public IReadOnlyDictionary<string, CredentialProviderLogin?>? Auth { get; init; }

    public override string ToString() => nameof(CredentialProviderResponse);
}
