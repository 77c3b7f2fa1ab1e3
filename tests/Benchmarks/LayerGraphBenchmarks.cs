using System.Text.Json;
using BenchmarkDotNet.Attributes;
using ImageStreams.Entities;
using ImageStreams.Images;

namespace ImageStreams.Benchmarks;

/// <summary>The blob map of a stream with 500 tags of 15 layers.</summary>
[MemoryDiagnoser]
public class LayerGraphBenchmarks
{
    private readonly BigStream _big = BigStream.Create(tags: 500, layers: 15);
    private readonly Dictionary<BlobName, ImageIndexEntry> _index;
    private readonly byte[] _stored;
    private readonly IReadOnlyList<BlobName> _images;

    public LayerGraphBenchmarks()
    {
        _index = _big.Images.Values.Select(EntryOf).ToDictionary(e => e.Name);
        _stored = JsonSerializer.SerializeToUtf8Bytes(_big.Stream, EntitiesJsonContext.Default.ImageStream);
        _images = StreamOutlineReader.Read(_stored).Images;
    }

    [Benchmark]
    public LayerGraph Build() => LayerGraph.Build(_images, _index.GetValueOrDefault);

    [Benchmark]
    public StreamOutline ReadStream() => StreamOutlineReader.Read(_stored);

    private static ImageIndexEntry EntryOf(Image image)
    {
        var reader = new Utf8JsonReader(JsonSerializer.SerializeToUtf8Bytes(image, EntitiesJsonContext.Default.Image));
        reader.Read();
        return ImageIndexReader.Read(ref reader, out _);
    }
}
