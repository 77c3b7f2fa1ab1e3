namespace ImageStreams.Kubernetes;

/// <summary>Delays that double from half a second to half a minute, with jitter, until reset.</summary>
internal sealed class BackOff(Func<double> random)
{
    private const double FirstSeconds = 0.5;
    private const double LastSeconds = 30;

    /// <summary>Delays taken since the last reset.</summary>
    public int Steps { get; private set; }

    public void Reset() => Steps = 0;

    public TimeSpan Next() =>
        TimeSpan.FromSeconds(Math.Min(FirstSeconds * Math.Pow(2, Math.Min(Steps++, 10)), LastSeconds) * (0.5 + (random() / 2)));
}
