namespace ImageStreams.Kubernetes;

/// <summary>What an informer holds, and how.</summary>
public sealed class InformerOptions<T>
{
    /// <summary>Only this namespace; all of them when absent.</summary>
    public string? Namespace { get; init; }

    public string? LabelSelector { get; init; }

    public string? FieldSelector { get; init; }

    /// <summary>Of each object only its metadata: what is not needed is neither sent nor held.</summary>
    public bool MetadataOnly { get; init; }

    /// <summary>Cuts objects down before they are kept, for example of their managed fields; it may not touch name, namespace and version.</summary>
    public Func<T, T>? Transform { get; init; }

    /// <summary>
    /// Hold objects as compressed JSON and read them anew each time that they are asked for: about a tenth of the memory, for objects that are many
    /// and seldom looked at.
    /// </summary>
    public bool IsPacked { get; init; }

    /// <summary>By name of the index: what an object is filed under.</summary>
    public IReadOnlyDictionary<string, Func<T, IEnumerable<string>>> Indexes { get; init; } = new Dictionary<string, Func<T, IEnumerable<string>>>();

    /// <summary>How often every object is handed out again as an update to itself; never when absent.</summary>
    public TimeSpan? ResyncPeriod { get; init; }

    /// <summary>Read what exists through the watch instead of by pages, where the server can do that.</summary>
    public bool StreamingList { get; init; }

    /// <summary>Told of each object that does not decode and is therefore not, or no longer, held; it must be quick and may not throw.</summary>
    public Action<DecodeFailure>? OnDecodeFailure { get; init; }
}
