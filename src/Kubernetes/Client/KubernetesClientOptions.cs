namespace ImageStreams.Kubernetes;

/// <summary>Limits and habits of a client.</summary>
public sealed class KubernetesClientOptions
{
    /// <summary>What we call ourselves; default <c>imagestreams/VERSION</c>.</summary>
    public string UserAgent { get; set; } = $"imagestreams/{typeof(KubernetesClient).Assembly.GetName().Version?.ToString(3)}";

    /// <summary>Owner of the fields that writes set, unless a write names another; default <c>imagestreams</c>.</summary>
    public string FieldManager { get; set; } = "imagestreams";

    /// <summary>How long a call may take with all its repetitions, and how long a watch may take to begin; default 1 minute.</summary>
    public TimeSpan RequestTimeout { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How often a call is sent at most; default 5.</summary>
    public int MaxAttempts { get; set; } = 5;

    /// <summary>A server that asks for more patience than this gets no second call; default 30 seconds.</summary>
    public TimeSpan MaxRetryAfter { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Objects asked for with one page of a list; default 500.</summary>
    public int PageSize { get; set; } = 500;

    /// <summary>Bytes of one object, also within a list or a watch; default 32 MiB.</summary>
    public int MaxObjectBytes { get; set; } = 32 << 20;

    /// <summary>Bytes of an answer that is read as a whole by <see cref="KubernetesClient.GetRawAsync"/>; default 64 MiB.</summary>
    public int MaxRawBytes { get; set; } = 64 << 20;

    /// <summary>How long a watch asks to run, before it is varied by up to the same again; default 5 minutes.</summary>
    public TimeSpan WatchTimeout { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>A watch that brings no byte for so long is taken for dead; default 2 minutes, twice what a server lets pass between bookmarks.</summary>
    public TimeSpan WatchIdleTimeout { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>Told of each object of a list or watch that does not decode; it must be quick and may not throw.</summary>
    public Action<DecodeFailure>? OnDecodeFailure { get; set; }
}
