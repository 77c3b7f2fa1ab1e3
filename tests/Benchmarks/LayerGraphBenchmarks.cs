using BenchmarkDotNet.Attributes;
using ImageStreams.Entities;
using ImageStreams.Images;

namespace ImageStreams.Benchmarks;

/// <summary>The blob map of a stream with 500 tags of 15 layers.</summary>
[MemoryDiagnoser]
public class LayerGraphBenchmarks
{
    private readonly BigStream _big = BigStream.Create(tags: 500, layers: 15);
    private readonly Dictionary<string, ImageIndexEntry> _index;

    public LayerGraphBenchmarks() =>
        _index = _big.Images.ToDictionary(i => i.Key, i => ImageIndexEntry.From(i.Value), StringComparer.Ordinal);

    [Benchmark]
    public ImageStreamLayers Build() => LayerGraph.Build(_big.Stream, _index.GetValueOrDefault);
}
