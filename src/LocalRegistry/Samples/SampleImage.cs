using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using ImageStreams.Oci;

namespace ImageStreams.LocalRegistry;

/// <summary>A small image that is the same every time, in each format a registry may hold.</summary>
public sealed class SampleImage
{
    private SampleImage(SampleImageOptions options, IReadOnlyList<SampleBlob> layers, ImageConfig config)
    {
        Options = options;
        Layers = layers;
        ImageConfig = config;
        Config = SampleBlob.Of(JsonSerializer.SerializeToUtf8Bytes(config, OciJsonContext.Default.ImageConfig));
        DockerManifest = CreateManifest(MediaTypes.DockerManifest, MediaTypes.DockerConfig, MediaTypes.DockerLayer);
        OciManifest = CreateManifest(MediaTypes.OciManifest, MediaTypes.OciConfig, MediaTypes.OciLayer);
    }

    public SampleImageOptions Options { get; }

    /// <summary>Base first; gzipped tars.</summary>
    public IReadOnlyList<SampleBlob> Layers { get; }

    public ImageConfig ImageConfig { get; }

    public SampleBlob Config { get; }

    public Manifest DockerManifest { get; }

    public Manifest OciManifest { get; }

    public Platform Platform => new() { Os = Options.Os, Architecture = Options.Architecture, Variant = Options.Variant };

    public static SampleImage Create(int seed) => Create(new SampleImageOptions { Seed = seed });

    public static SampleImage Create(SampleImageOptions options)
    {
        var tars = Enumerable.Range(0, options.Layers).Select(i => Tar(i == 0 ? 0 : (options.Seed * 1000) + i)).ToList();
        if (options.RepeatsALayer)
        {
            tars.Add(tars[0]);
        }

        var layers = tars.Select(t => SampleBlob.Of(Gzip(t))).ToArray();
        return new SampleImage(options, layers, CreateConfig(options, tars));
    }

    /// <summary>As a signed schema 1 manifest of that name; the signature is a new one each time, the digest is not.</summary>
    public Manifest Schema1(string repository, string tag) => SampleSchema1.Create(this, repository, tag);

    /// <summary>Pushes layers, configuration and manifest; returns the manifest's digest.</summary>
    public async Task<Digest> PushAsync(RegistryPushClient registry, string tag, Manifest manifest, CancellationToken cancellationToken)
    {
        await PushBlobsAsync(registry, manifest is Schema1Manifest, cancellationToken);
        await registry.PutManifestAsync(tag, manifest.Bytes, manifest.ContentType, cancellationToken);
        return manifest.Digest;
    }

    /// <summary>Pushes what the manifests refer to.</summary>
    public async Task PushBlobsAsync(RegistryPushClient registry, bool isSchema1, CancellationToken cancellationToken)
    {
        foreach (var blob in Layers.Append(isSchema1 ? SampleSchema1.EmptyLayer : Config).DistinctBy(b => b.Digest))
        {
            await registry.UploadBlobAsync(blob.Digest, blob.Content, cancellationToken);
        }
    }

    private static ImageConfig CreateConfig(SampleImageOptions options, IReadOnlyList<byte[]> tars) => new()
    {
        Architecture = options.Architecture,
        Variant = options.Variant,
        Os = options.Os,
        Created = options.Created,
        Author = "the sample maker",
        DockerVersion = "20.10.0",
        Config = new ContainerConfig
        {
            User = "1001",
            Env = ["PATH=/usr/bin", $"SEED={options.Seed}"],
            Entrypoint = ["/bin/serve"],
            Cmd = ["--port", "8080"],
            WorkingDir = "/srv",
            ExposedPorts = new Dictionary<string, EmptyObject?> { ["8080/tcp"] = new EmptyObject() },
            Labels = new Dictionary<string, string> { ["org.example.seed"] = $"{options.Seed}", ["org.example.kind"] = "sample" },
        },
        Rootfs = new RootFileSystem { Type = "layers", DiffIds = [.. tars.Select(t => Digest.Compute(t).ToString())] },
        History =
        [
            .. tars.Select((_, i) => new HistoryEntry { Created = options.Created, CreatedBy = $"/bin/sh -c echo {i} > /file{i}" }),
            new HistoryEntry { Created = options.Created, CreatedBy = "/bin/sh -c #(nop) CMD [\"--port\" \"8080\"]", EmptyLayer = true },
        ],
    };

    private static byte[] Tar(int seed)
    {
        var content = new byte[200 + (seed % 7 * 100)];
        new Random(seed).NextBytes(content);
        using var tar = new MemoryStream();
        using (var writer = new TarWriter(tar, TarEntryFormat.Ustar))
        {
            writer.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, $"file{seed}")
            {
                ModificationTime = DateTimeOffset.UnixEpoch,
                DataStream = new MemoryStream(Encoding.ASCII.GetBytes(Convert.ToBase64String(content))),
            });
        }

        return tar.ToArray();
    }

    private static byte[] Gzip(byte[] content)
    {
        using var packed = new MemoryStream();
        // Packed, not squeezed: what compression makes of it differs between versions of zlib, and golden files hold digests.
        using (var gzip = new GZipStream(packed, CompressionLevel.NoCompression))
        {
            gzip.Write(content);
        }

        return packed.ToArray();
    }

    private Manifest CreateManifest(string mediaType, string configType, string layerType)
    {
        var document = new ImageManifestDocument
        {
            SchemaVersion = 2,
            MediaType = mediaType,
            Config = new Descriptor { MediaType = configType, Size = Config.Size, Digest = Config.Digest },
            Layers = [.. Layers.Select(l => new Descriptor { MediaType = layerType, Size = l.Size, Digest = l.Digest })],
        };
        return Manifest.Parse(JsonSerializer.SerializeToUtf8Bytes(document, OciJsonContext.Default.ImageManifestDocument), mediaType);
    }
}
