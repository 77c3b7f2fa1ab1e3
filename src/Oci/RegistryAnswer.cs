namespace ImageStreams.Oci;

/// <summary>What is to be known of an answer beside what was asked for.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="RateLimit">What the registry says of the requests that are left; null when it says nothing.</param>
public sealed record RegistryAnswer(int Status, RegistryRateLimit? RateLimit);
