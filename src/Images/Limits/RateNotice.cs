namespace ImageStreams.Images;

/// <summary>What a registry says of the requests that an account has left.</summary>
/// <param name="Remaining">So many.</param>
/// <param name="Limit">Of so many; null if it does not say.</param>
/// <param name="Window">In such a time; null if it does not say.</param>
/// <param name="Reset">When there will be as many as can be; null if it does not say.</param>
public sealed record RateNotice(long Remaining, long? Limit, TimeSpan? Window, TimeSpan? Reset);
