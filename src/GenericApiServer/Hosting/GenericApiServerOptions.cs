namespace ImageStreams.GenericApiServer;

/// <summary>What differs between servers.</summary>
public sealed class GenericApiServerOptions
{
    /// <summary>How long a request may take; watches and what <see cref="IsLongRunning"/> names may take longer. Default 60 s.</summary>
    public TimeSpan RequestTimeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>Further requests without a time limit, beside watches.</summary>
    public Func<RequestInfo, bool> IsLongRunning { get; set; } = _ => false;

    /// <summary>How many requests that read resources are served at a time; watches are not counted. Default 400.</summary>
    public int MaxReadsInFlight { get; set; } = 400;

    /// <summary>How many requests that write resources are served at a time. Default 200.</summary>
    public int MaxWritesInFlight { get; set; } = 200;

    /// <summary>Paths that need no permission; one that ends in <c>*</c> stands for all that begin so. Default: the health checks.</summary>
    public IReadOnlyList<string> AlwaysAllowedPaths { get; set; } = ["/healthz", "/livez", "/readyz"];
}
