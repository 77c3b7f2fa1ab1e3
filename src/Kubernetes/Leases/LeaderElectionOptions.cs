namespace ImageStreams.Kubernetes;

/// <summary>Which Lease decides who leads, and its times.</summary>
public sealed class LeaderElectionOptions
{
    /// <summary>Namespace of the Lease; default <c>imagestreams-system</c>.</summary>
    public string Namespace { get; set; } = "imagestreams-system";

    /// <summary>Name of the Lease; default <c>imagestreams</c>.</summary>
    public string Name { get; set; } = "imagestreams";

    /// <summary>Who we are; no two processes may share it. Default: the machine's name and something random.</summary>
    public string Identity { get; set; } = $"{Environment.MachineName}_{Guid.NewGuid()}";

    /// <summary>How long others leave a leader alone that gives no sign of life; default 15 seconds.</summary>
    public TimeSpan LeaseDuration { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>How long a leader tries to give a sign of life before it steps back by itself; default 10 seconds.</summary>
    public TimeSpan RenewDeadline { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Time between two tries; default 2 seconds.</summary>
    public TimeSpan RetryPeriod { get; set; } = TimeSpan.FromSeconds(2);

    /// <exception cref="ArgumentException">With these times there could be two leaders, or none for long.</exception>
    internal void Validate()
    {
        if (LeaseDuration <= RenewDeadline || RenewDeadline <= RetryPeriod || RetryPeriod <= TimeSpan.Zero)
        {
            throw new ArgumentException("LeaseDuration must be longer than RenewDeadline, and that longer than RetryPeriod");
        }

        if (LeaseDuration < TimeSpan.FromSeconds(1))
        {
            throw new ArgumentException("a Lease counts whole seconds: LeaseDuration must be one at least");
        }
    }
}
