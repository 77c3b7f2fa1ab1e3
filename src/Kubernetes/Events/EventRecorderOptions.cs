namespace ImageStreams.Kubernetes;

/// <summary>Who reports events, and how many at most.</summary>
public sealed class EventRecorderOptions
{
    /// <summary>Name of the program in events; default <c>imagestreams</c>.</summary>
    public string ReportingController { get; set; } = "imagestreams";

    /// <summary>Which one of its processes; default the machine's name.</summary>
    public string ReportingInstance { get; set; } = Environment.MachineName;

    /// <summary>Events that wait to be sent; more are dropped. Default 1000.</summary>
    public int QueueLength { get; set; } = 1000;

    /// <summary>Events that are remembered so that they are counted when they come again, and objects whose events are limited; default 4096.</summary>
    public int MaxRemembered { get; set; } = 4096;

    /// <summary>Events of one object at once before they are limited; default 25.</summary>
    public int Burst { get; set; } = 25;

    /// <summary>Further events of one object in a second; default one in five minutes.</summary>
    public double PerSecond { get; set; } = 1.0 / 300;

    /// <summary>How long a stop waits for events to be sent; default 5 seconds.</summary>
    public TimeSpan FlushTimeout { get; set; } = TimeSpan.FromSeconds(5);
}
