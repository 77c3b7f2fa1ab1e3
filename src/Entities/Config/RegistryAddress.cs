namespace ImageStreams.Entities;

/// <summary>A registry.</summary>
public sealed record RegistryAddress
{
    /// <summary>Host with optional port.</summary>
    public string? DomainName { get; init; }

    /// <summary>Whether port 80 is meant where none is named.</summary>
    public bool? Insecure { get; init; }
}
