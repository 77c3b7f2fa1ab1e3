using System.Text.Json;

namespace ImageStreams.Entities;

/// <summary>Subresources of a kind.</summary>
public sealed record CustomResourceSubresources
{
    /// <summary>Present if status is written by a subresource of its own.</summary>
    public EmptyObject? Status { get; init; }

    /// <summary>Present if the kind can be scaled.</summary>
    public JsonElement? Scale { get; init; }
}
