using BenchmarkDotNet.Attributes;
using ImageStreams.Oci;

namespace ImageStreams.Benchmarks;

[MemoryDiagnoser]
public class ReferenceBenchmarks
{
    [Params("ruby", "quay.io/team/app:1.0", "registry.example.test:5000/a/b/c@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef")]
    public string Text { get; set; } = "";

    [Benchmark]
    public ImageReference Parse() => ImageReference.Parse(Text);
}
