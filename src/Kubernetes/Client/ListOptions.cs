namespace ImageStreams.Kubernetes;

/// <summary>Which objects to list or watch, and from where.</summary>
public sealed record ListOptions
{
    /// <summary>Everything.</summary>
    public static ListOptions All { get; } = new();

    /// <summary>Only this namespace; all of them when absent.</summary>
    public string? Namespace { get; init; }

    public string? LabelSelector { get; init; }

    public string? FieldSelector { get; init; }

    /// <summary>Of each object only its metadata; everything else of it stays with the server.</summary>
    public bool MetadataOnly { get; init; }

    /// <summary>Objects of one page; the client's setting when absent, 0 for no pages.</summary>
    public int? Limit { get; init; }

    /// <summary>List: the version to show. Watch: the version to go on from.</summary>
    public string? ResourceVersion { get; init; }

    /// <summary><c>Exact</c> or <c>NotOlderThan</c>.</summary>
    public string? ResourceVersionMatch { get; init; }

    /// <summary>Watch: send what exists first, then a bookmark that says so.</summary>
    public bool SendInitialEvents { get; init; }

    /// <summary>Everything in <paramref name="ns"/>.</summary>
    public static ListOptions In(string ns) => new() { Namespace = ns };

    internal QueryString ToQuery() => new QueryString()
        .Add("labelSelector", LabelSelector)
        .Add("fieldSelector", FieldSelector)
        .Add("resourceVersion", ResourceVersion)
        .Add("resourceVersionMatch", ResourceVersionMatch);
}
