using System.Text.Json.Serialization;

namespace ImageStreams.Entities;

/// <summary>The blobs of an image.</summary>
public sealed record ImageBlobReferences
{
    /// <summary>Whether the stream names the image but the image itself is gone.</summary>
    public bool? ImageMissing { get; init; }

    /// <summary>Digests of the layers, from the base to the top.</summary>
    [JsonConverter(typeof(OrNullConverter<IReadOnlyList<string>>))]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public OrNull<IReadOnlyList<string>> Layers { get; init; }

    /// <summary>Digest of the configuration; null for images that have none of their own.</summary>
    [JsonConverter(typeof(OrNullConverter<string>))]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public OrNull<string> Config { get; init; }

    /// <summary>Names of the images of the single platforms, for a list of manifests.</summary>
    public IReadOnlyList<string>? Manifests { get; init; }
}
