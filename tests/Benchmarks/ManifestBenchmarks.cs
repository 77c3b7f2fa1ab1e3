using BenchmarkDotNet.Attributes;
using ImageStreams.Entities;
using ImageStreams.Images;
using ImageStreams.LocalRegistry;
using ImageStreams.Oci;

namespace ImageStreams.Benchmarks;

/// <summary>From the bytes that a registry sends to the object that is stored.</summary>
[MemoryDiagnoser]
public class ManifestBenchmarks
{
    private readonly SampleImage _sample = SampleImage.Create(new SampleImageOptions { Layers = 15 });

    [Benchmark]
    public Manifest Parse() => Manifest.Parse(_sample.OciManifest.Bytes, MediaTypes.OciManifest);

    [Benchmark]
    public Image ToImage() => ImageFactory.Create(BigStream.FetchedOf(_sample.OciManifest, _sample.Config.Content));
}
