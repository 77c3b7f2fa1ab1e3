namespace ImageStreams.Entities;

/// <summary>How bare image names are looked up.</summary>
public sealed record ImageLookupPolicy
{
    /// <summary>Whether workloads of the namespace may name the stream in place of an image.</summary>
    [AlwaysServed]
    public bool? Local { get; init; }
}
