using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace ImageStreams.Entities;

/// <summary>A tag of an image stream with what it should be, what it was over time, and its image: named <c>STREAM:TAG</c>.</summary>
public sealed record ImageTag : IResource<ImageTag>
{
    /// <inheritdoc/>
    public static ResourceKind ResourceKind { get; } = new(ImageGroup.Name, ImageGroup.Version, "ImageTag", "imagetags", Namespaced: true);

    /// <inheritdoc/>
    public static JsonTypeInfo<ImageTag> JsonTypeInfo => EntitiesJsonContext.Default.ImageTag;

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
    public OrNull<TagReference> Spec { get; init; }

    /// <summary>The history of the tag; null if it has none yet.</summary>
    [JsonConverter(typeof(OrNullConverter<NamedTagEventList>))]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    [Required]
    public OrNull<NamedTagEventList> Status { get; init; }

    /// <summary>The newest image of the tag; null if there is none, and in lists.</summary>
    [JsonConverter(typeof(OrNullConverter<Image>))]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    [Required]
    public OrNull<Image> Image { get; init; }
}
