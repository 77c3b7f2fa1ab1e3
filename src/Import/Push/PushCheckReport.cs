namespace ImageStreams.Import;

/// <summary>What a look at the whole integrated registry has come to.</summary>
/// <param name="Repositories">How many repositories were looked at.</param>
/// <param name="Tags">How many tags.</param>
/// <param name="Missed">How many of them are not here as they are there.</param>
/// <param name="Failed">How many repositories could not be read.</param>
/// <param name="HasCatalog">Whether the registry tells which repositories it has; without that, those of known streams are looked at.</param>
public sealed record PushCheckReport(int Repositories, int Tags, int Missed, int Failed, bool HasCatalog)
{
    /// <summary>Why the first of the repositories that failed did.</summary>
    public string? FirstFailure { get; init; }
}
