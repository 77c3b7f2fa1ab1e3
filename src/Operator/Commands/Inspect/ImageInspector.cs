using ImageStreams.Images;
using ImageStreams.Oci;

namespace ImageStreams.Operator;

/// <summary>Fetches an image, or the images of an index, and reports on them.</summary>
internal sealed class ImageInspector(RegistryClient registry, ImageReference reference, InspectOptions options, TimeProvider time)
{
    public async Task<InspectReport> InspectAsync(CancellationToken cancellationToken)
    {
        var root = await GetRootAsync(cancellationToken);
        var manifests = options.All && root is ManifestIndex all
            ? await ExpandAsync(all, 1, cancellationToken)
            : [await ChooseAsync(root, cancellationToken)];
        var images = new List<InspectedImage>();
        foreach (var manifest in manifests)
        {
            images.Add(await InspectAsync(manifest, cancellationToken));
        }

        return new InspectReport
        {
            Reference = reference.DockerClientDefaults().MostSpecific().Exact,
            Digest = root.Digest.ToString(),
            MediaType = root.ContentType,
            Size = root.Bytes.Length,
            Manifests = root is ManifestIndex index ? [.. index.Manifests.Select(Entry)] : null,
            Images = images,
        };
    }

    private static InspectedManifest Entry(Descriptor entry) => new()
    {
        Platform = entry.Platform?.ToString(),
        Digest = entry.Digest.ToString(),
        MediaType = entry.MediaType,
        Size = entry.Size,
    };

    private Task<Manifest> GetRootAsync(CancellationToken cancellationToken)
    {
        if (reference.Id.Length > 0)
        {
            return registry.GetManifestAsync(Digest.Parse(reference.Id), cancellationToken);
        }

        return registry.GetManifestAsync(reference.DockerClientDefaults().Tag, cancellationToken);
    }

    /// <summary>The one image to show: through indexes within indexes to the best, or exactly asked for, platform.</summary>
    private async Task<Manifest> ChooseAsync(Manifest root, CancellationToken cancellationToken)
    {
        var manifest = root;
        for (var depth = 1; manifest is ManifestIndex index; depth++)
        {
            CheckDepth(depth);
            var entry = PlatformChooser.Choose(index, options.Platform ?? InspectOptions.ThisMachine)
                ?? throw RegistryException.InvalidManifest("the index names no image");
            if (options.Platform is { } wanted && !MediaTypes.IsIndex(entry.MediaType) && !Fits(wanted, entry.Platform))
            {
                throw NoSuchPlatform(wanted, index.Manifests.Where(m => !PlatformChooser.IsAttestation(m)).Select(m => m.Platform?.ToString()));
            }

            manifest = await registry.GetManifestAsync(entry.Digest, cancellationToken);
        }

        return manifest;
    }

    /// <summary>All images of an index, those of indexes within it included.</summary>
    private async Task<List<Manifest>> ExpandAsync(ManifestIndex index, int depth, CancellationToken cancellationToken)
    {
        CheckDepth(depth);
        var images = new List<Manifest>();
        foreach (var entry in index.Manifests.Where(m => !PlatformChooser.IsAttestation(m)))
        {
            var manifest = await registry.GetManifestAsync(entry.Digest, cancellationToken);
            images.AddRange(manifest is ManifestIndex inner ? await ExpandAsync(inner, depth + 1, cancellationToken) : [manifest]);
        }

        return images;
    }

    private async Task<InspectedImage> InspectAsync(Manifest manifest, CancellationToken cancellationToken)
    {
        var content = await GetConfigAsync(manifest, cancellationToken);
        var sizes = new Dictionary<Digest, long>();
        foreach (var layer in UnknownSizes(manifest))
        {
            sizes[layer] = await registry.GetBlobSizeAsync(layer, cancellationToken);
        }

        var image = ImageReportBuilder.Build(
            new FetchedImage { Manifest = manifest, Repository = reference, Now = time.GetUtcNow(), Config = content, LayerSizes = sizes });
        if (options.Platform is { } wanted && image.Platform is not null && !Fits(wanted, image.Platform))
        {
            throw NoSuchPlatform(wanted, [image.Platform]);
        }

        return options.Verify ? await VerifyAsync(image, cancellationToken) : image;
    }

    // Schema 1 tells the sizes of some layers, or of none.
    private static IEnumerable<Digest> UnknownSizes(Manifest manifest) =>
        manifest is Schema1Manifest schema1 ? schema1.ReadLayers().Where(l => l.Size == 0).Select(l => l.Digest).Distinct() : [];

    private async Task<ReadOnlyMemory<byte>> GetConfigAsync(Manifest manifest, CancellationToken cancellationToken) =>
        manifest is ImageManifestDocument image ? await registry.GetConfigAsync(image.Config.Digest, cancellationToken) : default;

    private async Task<InspectedImage> VerifyAsync(InspectedImage image, CancellationToken cancellationToken)
    {
        var verified = new HashSet<string>(StringComparer.Ordinal);
        foreach (var layer in image.Layers.Where(l => !MediaTypes.IsForeignLayer(l.MediaType)))
        {
            if (verified.Add(layer.Digest))
            {
                await VerifyAsync(layer, cancellationToken);
            }
        }

        return image with { Layers = [.. image.Layers.Select(l => verified.Contains(l.Digest) ? l with { Verified = true } : l)] };
    }

    private async Task VerifyAsync(InspectedBlob layer, CancellationToken cancellationToken)
    {
        var length = await registry.CopyBlobAsync(Digest.Parse(layer.Digest), layer.Size, Stream.Null, cancellationToken);
        if (length != layer.Size)
        {
            throw RegistryException.InvalidManifest($"layer {layer.Digest} has {length} bytes; the manifest says {layer.Size}");
        }
    }

    private static void CheckDepth(int depth)
    {
        if (depth > PlatformChooser.MaxDepth)
        {
            throw RegistryException.InvalidManifest($"the index is nested deeper than {PlatformChooser.MaxDepth}");
        }
    }

    private static bool Fits(PlatformPreference wanted, Platform? platform) => platform is not null && Fits(wanted, platform.ToString());

    // A variant that one side does not name is none to differ in.
    private static bool Fits(PlatformPreference wanted, string platform) =>
        platform.Split('/') is [var os, var architecture, .. var variant]
        && os == wanted.Os
        && architecture == wanted.Architecture
        && (wanted.Variant.Length == 0 || variant.Length == 0 || variant[0] == wanted.Variant);

    private static string Text(PlatformPreference platform) =>
        new Platform { Os = platform.Os, Architecture = platform.Architecture, Variant = platform.Variant }.ToString();

    private static RegistryException NoSuchPlatform(PlatformPreference wanted, IEnumerable<string?> available) => new(
        RegistryErrorKind.NotFound,
        $"there is no image for {Text(wanted)}, only for {string.Join(", ", available.Select(p => p ?? "an unnamed platform").Distinct())}",
        null);
}
