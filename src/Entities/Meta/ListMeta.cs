namespace ImageStreams.Entities;

/// <summary>Metadata of a list.</summary>
public sealed record ListMeta
{
    /// <summary>Path of the list; only old servers fill it.</summary>
    public string? SelfLink { get; init; }

    /// <summary>Version of the store that the list shows; a watch can start from it.</summary>
    public string? ResourceVersion { get; init; }

    /// <summary>Token with which the next page is asked for; absent on the last page.</summary>
    public string? Continue { get; init; }

    /// <summary>Number of items after this page, if the server knows it.</summary>
    public long? RemainingItemCount { get; init; }
}
