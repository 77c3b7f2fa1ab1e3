namespace ImageStreams.Entities;

/// <summary>Who issued the certificate or key of a signature.</summary>
public sealed record SignatureIssuer
{
    /// <summary>Name of the organization.</summary>
    public string? Organization { get; init; }

    /// <summary>Common name.</summary>
    public string? CommonName { get; init; }
}
