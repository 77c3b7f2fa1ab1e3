using System.Text.Json.Serialization;

namespace ImageStreams.Oci;

/// <summary>The first image format, usually signed: layers newest first, the configuration spread over the history.</summary>
public sealed record Schema1Manifest : Manifest
{
    public string Name { get; init => field = value ?? ""; } = "";

    public string Tag { get; init => field = value ?? ""; } = "";

    public string Architecture { get; init => field = value ?? ""; } = "";

    /// <summary>Newest first; as many as <see cref="History"/>.</summary>
    [JsonPropertyName("fsLayers")]
    public required IReadOnlyList<Schema1FileSystemLayer> FileSystemLayers { get; init; }

    /// <summary>Newest first; the first entry is the image's configuration.</summary>
    public required IReadOnlyList<Schema1History> History { get; init; }

    public IReadOnlyList<Schema1Signature>? Signatures { get; init; }

    /// <summary>The configuration of the image: what the newest history entry says.</summary>
    /// <exception cref="RegistryException">It does not parse, or there is no history.</exception>
    public ImageConfig ReadConfig() => History.Count > 0
        ? History[0].Read()
        : throw RegistryException.InvalidManifest("the schema 1 manifest has no history");

    /// <summary>The layers base first, with what the history knows of each.</summary>
    public IReadOnlyList<Schema1Layer> ReadLayers()
    {
        var layers = new Schema1Layer[FileSystemLayers.Count];
        for (var i = 0; i < layers.Length; i++)
        {
            layers[^(i + 1)] = Schema1Layer.Of(FileSystemLayers[i], History[i]);
        }

        return layers;
    }

    internal override void Check()
    {
        if (FileSystemLayers.Count != History.Count)
        {
            throw RegistryException.InvalidManifest(
                $"the schema 1 manifest has {FileSystemLayers.Count} layers, but {History.Count} history entries");
        }

        if (FileSystemLayers.Any(l => l?.BlobSum is null) || History.Any(h => h is null))
        {
            throw RegistryException.InvalidManifest("the schema 1 manifest has an empty entry in \"fsLayers\" or \"history\"");
        }
    }
}
