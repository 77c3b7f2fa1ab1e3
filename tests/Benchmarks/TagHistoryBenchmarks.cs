using BenchmarkDotNet.Attributes;
using ImageStreams.Entities;
using ImageStreams.Images;

namespace ImageStreams.Benchmarks;

/// <summary>One tag of a stream with 500 tags moves.</summary>
[MemoryDiagnoser]
public class TagHistoryBenchmarks
{
    private readonly ImageStreamStatus _status = BigStream.Create(tags: 500, layers: 2).Stream.Status!;
    private readonly TagEvent _next = BigStream.EventOf(BigStream.ImageOf(seed: 1000, layers: 2));

    [Benchmark]
    public ImageStreamStatus Push() => _status.Push("v250", _next, TagHistory.Unlimited);
}
