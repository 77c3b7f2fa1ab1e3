namespace ImageStreams.Kubernetes;

/// <summary>How fast failed items of a queue come back.</summary>
public sealed class RateLimitOptions
{
    /// <summary>Delay after an item's first failure; each further failure doubles it. Default 200 ms.</summary>
    public TimeSpan BaseDelay { get; set; } = TimeSpan.FromMilliseconds(200);

    /// <summary>The delay grows no further than this. Default 5 minutes.</summary>
    public TimeSpan MaxDelay { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Failed items of the whole queue that come back in a second. Default 10.</summary>
    public double PerSecond { get; set; } = 10;

    /// <summary>Failed items of the whole queue that may come back at once before that holds. Default 100.</summary>
    public double Burst { get; set; } = 100;
}
