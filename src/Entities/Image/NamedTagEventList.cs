using System.Text.Json.Serialization;

namespace ImageStreams.Entities;

/// <summary>The history of a tag.</summary>
public sealed record NamedTagEventList
{
    /// <summary>Name of the tag.</summary>
    [Required]
    public string? Tag { get; init; }

    /// <summary>The images that the tag meant, the newest first.</summary>
    [AlwaysServed]
    [JsonConverter(typeof(OrNullConverter<IReadOnlyList<TagEvent>>))]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public OrNull<IReadOnlyList<TagEvent>> Items { get; init; }

    /// <summary>What the last import of the tag came to, if it failed.</summary>
    public IReadOnlyList<TagEventCondition>? Conditions { get; init; }
}
