using System.Globalization;
using ImageStreams.Entities;
using ImageStreams.Images;
using ImageStreams.Oci;

namespace ImageStreams.Operator;

/// <summary>Makes the report of one image; layers and size are those that the image would have in a cluster.</summary>
internal static class ImageReportBuilder
{
    public static InspectedImage Build(FetchedImage fetched)
    {
        var image = ImageFactory.Create(fetched);
        var config = ReadConfig(fetched);
        var layers = image.DockerImageLayers ?? [];
        return new InspectedImage
        {
            Digest = fetched.Manifest.Digest.ToString(),
            MediaType = fetched.Manifest.ContentType,
            Platform = PlatformOf(config),
            Created = config.Created?.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture),
            Author = NullIfEmpty(config.Author),
            Size = image.DockerImageMetadata?.Size ?? 0,
            Config = fetched.Manifest is ImageManifestDocument { Config: var descriptor } ? ConfigBlob(descriptor) : null,
            Layers = [.. layers.Zip(Steps(fetched.Manifest, config, layers.Count), LayerBlob)],
            User = NullIfEmpty(config.Config?.User),
            WorkingDir = NullIfEmpty(config.Config?.WorkingDir),
            Entrypoint = NullIfEmpty(config.Config?.Entrypoint),
            Cmd = NullIfEmpty(config.Config?.Cmd),
            Env = NullIfEmpty(config.Config?.Env),
            ExposedPorts = NullIfEmpty(config.Config?.ExposedPorts?.Keys),
            Volumes = NullIfEmpty(config.Config?.Volumes?.Keys),
            Labels = config.Config?.Labels is { Count: > 0 } labels ? labels : null,
        };
    }

    // What is no image (a chart, a module) has a configuration of its own making; it is not interpreted.
    private static ImageConfig ReadConfig(FetchedImage fetched) => fetched.Manifest switch
    {
        Schema1Manifest schema1 => schema1.ReadConfig(),
        ImageManifestDocument { Config.MediaType: MediaTypes.DockerConfig or MediaTypes.OciConfig } => ImageConfig.Parse(fetched.Config.Span),
        _ => new ImageConfig(),
    };

    private static string? PlatformOf(ImageConfig config) => string.IsNullOrEmpty(config.Architecture)
        ? null
        : new Platform { Os = config.Os ?? "linux", Architecture = config.Architecture, Variant = config.Variant }.ToString();

    private static InspectedBlob ConfigBlob(Descriptor config) => new()
    {
        Digest = config.Digest.ToString(),
        Size = config.Size,
        MediaType = config.MediaType,
        Verified = true,
    };

    private static InspectedBlob LayerBlob(ImageLayer layer, string? step) => new()
    {
        Digest = layer.Name ?? "",
        Size = layer.Size ?? 0,
        MediaType = layer.MediaType ?? "",
        CreatedBy = NullIfEmpty(step),
    };

    /// <summary>The build step of each layer, base first; nothing where the history does not fit the layers.</summary>
    private static IReadOnlyList<string?> Steps(Manifest manifest, ImageConfig config, int layers)
    {
        IReadOnlyList<string?> steps = manifest is Schema1Manifest schema1
            ? [.. schema1.History.Reverse().Select(StepOf)]
            : [.. (config.History ?? []).Where(h => h.EmptyLayer != true).Select(h => h.CreatedBy)];
        return steps.Count == layers ? steps : new string?[layers];
    }

    private static string? StepOf(Schema1History history)
    {
        try
        {
            return string.Join(' ', history.Read().ContainerConfig?.Cmd ?? []);
        }
        catch (RegistryException)
        {
            return null;
        }
    }

    private static string? NullIfEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;

    private static string[]? NullIfEmpty(IEnumerable<string>? items) => items?.ToArray() is { Length: > 0 } list ? list : null;
}
