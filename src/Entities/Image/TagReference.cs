using System.Text.Json.Serialization;

namespace ImageStreams.Entities;

/// <summary>A tag of an image stream, and where its image comes from.</summary>
public sealed record TagReference
{
    /// <summary>Name of the tag.</summary>
    [Required]
    public string? Name { get; init; }

    /// <summary>Names and values for people and tools, shown with the tag.</summary>
    [JsonConverter(typeof(OrNullConverter<IReadOnlyDictionary<string, string>>))]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public OrNull<IReadOnlyDictionary<string, string>> Annotations { get; init; }

    /// <summary>Where the image comes from: a <c>DockerImage</c> of a registry, an <c>ImageStreamTag</c>, or an <c>ImageStreamImage</c>. Without it the tag is filled by pushes.</summary>
    public ObjectReference? From { get; init; }

    /// <summary>Whether the tag only points to its source, without an import.</summary>
    public bool? Reference { get; init; }

    /// <summary>Generation of the stream at which the tag was last changed. Sent as 0, it asks for a new import.</summary>
    [JsonConverter(typeof(OrNullConverter<long>))]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public OrNull<long> Generation { get; init; }

    /// <summary>How the image is imported.</summary>
    public TagImportPolicy? ImportPolicy { get; init; }

    /// <summary>Which pull spec others get for the tag.</summary>
    public TagReferencePolicy? ReferencePolicy { get; init; }
}
