namespace ImageStreams.Oci;

/// <summary>What a registry says of the requests that its caller has left (docs/spec/registries.md#rate-limits).</summary>
/// <param name="Remaining">So many.</param>
/// <param name="Limit">Of so many; null if it does not say.</param>
/// <param name="Window">In such a time; null if it does not say.</param>
/// <param name="Reset">When there will be as many as can be; null if it does not say.</param>
public sealed record RegistryRateLimit(long Remaining, long? Limit, TimeSpan? Window, TimeSpan? Reset);
