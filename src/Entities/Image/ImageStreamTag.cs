using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace ImageStreams.Entities;

/// <summary>A tag of an image stream with the image that it means now: named <c>STREAM:TAG</c>.</summary>
public sealed record ImageStreamTag : IResource<ImageStreamTag>
{
    /// <inheritdoc/>
    public static ResourceKind ResourceKind { get; } = new(ImageGroup.Name, ImageGroup.Version, "ImageStreamTag", "imagestreamtags", Namespaced: true);

    /// <inheritdoc/>
    public static JsonTypeInfo<ImageStreamTag> JsonTypeInfo => EntitiesJsonContext.Default.ImageStreamTag;

    /// <summary>Kind of the document.</summary>
    public string? Kind { get; init; }

    /// <summary>Group and version of the document.</summary>
    public string? ApiVersion { get; init; }

    /// <summary>Standard metadata.</summary>
    public ObjectMeta? Metadata { get; init; }

    /// <summary>The tag in the spec of the stream; null for a tag that only pushes fill.</summary>
    [JsonConverter(typeof(OrNullConverter<TagReference>))]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    [Required]
    public OrNull<TagReference> Tag { get; init; }

    /// <summary>Generation of the newest item in the history of the tag.</summary>
    [Required]
    public long? Generation { get; init; }

    /// <summary>The lookup policy of the stream; for information.</summary>
    public ImageLookupPolicy? LookupPolicy { get; init; }

    /// <summary>What the last import of the tag came to, if it failed.</summary>
    public IReadOnlyList<TagEventCondition>? Conditions { get; init; }

    /// <summary>The image.</summary>
    [Required]
    public Image? Image { get; init; }
}
