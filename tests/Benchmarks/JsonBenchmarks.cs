using System.Text.Json;
using BenchmarkDotNet.Attributes;
using ImageStreams.Entities;

namespace ImageStreams.Benchmarks;

/// <summary>An image of 100 layers, read and written.</summary>
[MemoryDiagnoser]
public class JsonBenchmarks
{
    private readonly Image _image = BigStream.ImageOf(seed: 1, layers: 100);
    private readonly byte[] _json;

    public JsonBenchmarks() => _json = JsonSerializer.SerializeToUtf8Bytes(_image, EntitiesJsonContext.Default.Image);

    [Benchmark]
    public Image? Read() => JsonSerializer.Deserialize(_json, EntitiesJsonContext.Default.Image);

    [Benchmark]
    public byte[] Write() => JsonSerializer.SerializeToUtf8Bytes(_image, EntitiesJsonContext.Default.Image);
}
