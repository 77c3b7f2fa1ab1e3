using System.Collections.Frozen;

namespace ImageStreams.Import;

/// <summary>What an import request wants fetched.</summary>
public sealed record ImportJob
{
    /// <summary>The namespace whose credentials are used.</summary>
    public required string Namespace { get; init; }

    /// <summary>The images in the histories of the stream that the request is about; none if there is no stream.</summary>
    public IReadOnlySet<string> Shown { get; init; } = FrozenSet<string>.Empty;

    /// <summary>The single images; equal requests are fetched once.</summary>
    public IReadOnlyList<ImageRequest> Images { get; init; } = [];

    /// <summary>The repository; null for none.</summary>
    public RepositoryRequest? Repository { get; init; }

    /// <summary>Whether registries that are not on the list of allowed ones may be imported from too.</summary>
    public bool FromAnyRegistry { get; init; }

    /// <summary>How long somebody waits for the results.</summary>
    public required TimeSpan Patience { get; init; }
}
