namespace ImageStreams.Images;

/// <summary>Whether a registry is asked; the numbers are those of the metric.</summary>
public enum BreakerState
{
    /// <summary>It is asked.</summary>
    Closed = 0,

    /// <summary>It has come back, perhaps: it is asked one thing at a time.</summary>
    HalfOpen = 1,

    /// <summary>It is left alone for a while.</summary>
    Open = 2,
}
