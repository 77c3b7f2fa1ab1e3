using System.Text.Json;
using System.Text.Json.Serialization;

namespace ImageStreams.Oci;

/// <summary>The configuration of an image: a config blob, or one history entry of a schema 1 manifest.</summary>
public sealed record ImageConfig
{
    /// <summary>Schema 1 only: 64 hex digits without an algorithm.</summary>
    public string? Id { get; init; }

    public string? Parent { get; init; }

    public string? Comment { get; init; }

    public DateTimeOffset? Created { get; init; }

    public string? Container { get; init; }

    [JsonPropertyName("container_config")]
    public ContainerConfig? ContainerConfig { get; init; }

    [JsonPropertyName("docker_version")]
    public string? DockerVersion { get; init; }

    public string? Author { get; init; }

    public ContainerConfig? Config { get; init; }

    public string? Architecture { get; init; }

    public string? Variant { get; init; }

    public string? Os { get; init; }

    [JsonPropertyName("os.version")]
    public string? OsVersion { get; init; }

    public RootFileSystem? Rootfs { get; init; }

    public IReadOnlyList<HistoryEntry>? History { get; init; }

    /// <summary>Schema 1 only: the size of the step's layer.</summary>
    [JsonPropertyName("Size")]
    public long? Size { get; init; }

    /// <summary>Schema 1 only: the step changed metadata only.</summary>
    public bool? Throwaway { get; init; }

    /// <exception cref="RegistryException">The bytes are no image configuration.</exception>
    public static ImageConfig Parse(ReadOnlySpan<byte> json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, OciJsonContext.Default.ImageConfig)
                ?? throw RegistryException.InvalidManifest("the image configuration is null");
        }
        catch (JsonException e)
        {
            throw RegistryException.InvalidManifest($"the image configuration does not parse: {JsonProblem.Of(e)}", e);
        }
    }
}
