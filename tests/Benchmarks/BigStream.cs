using ImageStreams.Entities;
using ImageStreams.Images;
using ImageStreams.LocalRegistry;
using ImageStreams.Oci;

namespace ImageStreams.Benchmarks;

/// <summary>A stream as big as they get, and its images: they share their lowest layer, as real ones do.</summary>
public sealed class BigStream
{
    private BigStream(ImageStream stream, IReadOnlyDictionary<string, Image> images) => (Stream, Images) = (stream, images);

    public ImageStream Stream { get; }

    public IReadOnlyDictionary<string, Image> Images { get; }

    public static BigStream Create(int tags, int layers)
    {
        var images = Enumerable.Range(1, tags).Select(seed => ImageOf(seed, layers)).ToList();
        var stream = new ImageStream
        {
            Metadata = new ObjectMeta { Name = "big", Namespace = "default" },
            Status = new ImageStreamStatus { Tags = [.. images.Select((image, i) => new NamedTagEventList { Tag = $"v{i}", Items = new[] { EventOf(image) } })] },
        };
        return new BigStream(stream, images.ToDictionary(i => i.Metadata!.Name!, StringComparer.Ordinal));
    }

    public static Image ImageOf(int seed, int layers)
    {
        var sample = SampleImage.Create(new SampleImageOptions { Seed = seed, Layers = layers });
        return ImageFactory.Create(FetchedOf(sample.OciManifest, sample.Config.Content));
    }

    public static FetchedImage FetchedOf(Manifest manifest, ReadOnlyMemory<byte> config) => new()
    {
        Manifest = manifest,
        Config = config,
        Repository = ImageReference.Parse("quay.io/team/app"),
        Now = DateTimeOffset.UnixEpoch,
    };

    public static TagEvent EventOf(Image image) => new()
    {
        Created = DateTimeOffset.UnixEpoch,
        DockerImageReference = image.DockerImageReference ?? "",
        Image = image.Metadata!.Name!,
        Generation = 1,
    };
}
