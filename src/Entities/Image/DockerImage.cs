using System.Text.Json;
using System.Text.Json.Serialization;

namespace ImageStreams.Entities;

/// <summary>The configuration of an image in the form that the API keeps it (docs/spec/images.md#metadata).</summary>
public sealed record DockerImage
{
    /// <summary>Always <c>DockerImage</c>.</summary>
    public string? Kind { get; init; }

    /// <summary><c>image.openshift.io/1.0</c>; old documents have <c>1.0</c>.</summary>
    public string? ApiVersion { get; init; }

    /// <summary>Digest of the configuration; the bare image id for schema 1; the name of the image for a list of manifests.</summary>
    [JsonPropertyName("Id")]
    public string? Id { get; init; }

    /// <summary>Image id of the parent; only schema 1 has it.</summary>
    [JsonPropertyName("Parent")]
    public string? Parent { get; init; }

    /// <summary>Free text.</summary>
    [JsonPropertyName("Comment")]
    public string? Comment { get; init; }

    /// <summary>When the image was built.</summary>
    [JsonConverter(typeof(OrNullConverter<DateTimeOffset>))]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    [JsonPropertyName("Created")]
    public OrNull<DateTimeOffset> Created { get; init; }

    /// <summary>Container from which the image was committed.</summary>
    [JsonPropertyName("Container")]
    public string? Container { get; init; }

    /// <summary>Configuration of that container.</summary>
    [JsonPropertyName("ContainerConfig")]
    public DockerConfig? ContainerConfig { get; init; }

    /// <summary>Version of the builder.</summary>
    [JsonPropertyName("DockerVersion")]
    public string? DockerVersion { get; init; }

    /// <summary>Who built the image.</summary>
    [JsonPropertyName("Author")]
    public string? Author { get; init; }

    /// <summary>How containers of the image are started.</summary>
    [JsonPropertyName("Config")]
    public DockerConfig? Config { get; init; }

    /// <summary>Processor architecture, for example <c>amd64</c>.</summary>
    [JsonPropertyName("Architecture")]
    public string? Architecture { get; init; }

    /// <summary>Bytes of the configuration and of all different layers.</summary>
    [JsonPropertyName("Size")]
    public long? Size { get; init; }

    /// <summary>Fields that the form does not name: kept as they came, never served.</summary>
    [JsonExtensionData]
    public IDictionary<string, JsonElement>? Other { get; set; }
}
