using System.Text.Json;

namespace ImageStreams.Entities;

/// <summary>How objects get from one version to another.</summary>
public sealed record CustomResourceConversion
{
    /// <summary><c>None</c> or <c>Webhook</c>.</summary>
    [Required]
    public string? Strategy { get; init; }

    /// <summary>The webhook.</summary>
    public JsonElement? Webhook { get; init; }
}
