namespace ImageStreams.Entities;

/// <summary>A list of objects of one kind, or one page of it.</summary>
public sealed record KubernetesList<TItem>
{
    /// <summary>Kind of the list, for example <c>ImageStreamList</c>.</summary>
    public string? Kind { get; init; }

    /// <summary>Group and version of the list.</summary>
    public string? ApiVersion { get; init; }

    /// <summary>Version of the list and token of the next page.</summary>
    public ListMeta? Metadata { get; init; }

    /// <summary>The objects.</summary>
    public IReadOnlyList<TItem>? Items { get; init; }
}
