using System.Text.Json.Nodes;
using BenchmarkDotNet.Attributes;
using ImageStreams.ApiServer;
using ImageStreams.Entities;
using ImageStreams.Images;

namespace ImageStreams.Benchmarks;

/// <summary>The cells of <c>kubectl get imagestreams</c> and <c>imagestreamtags</c>, for a stream with 500 tags.</summary>
[MemoryDiagnoser]
public class TableBenchmarks
{
    private static readonly DateTimeOffset Now = DateTimeOffset.UnixEpoch.AddDays(1);

    private readonly ImageStream _stream;
    private readonly IReadOnlyList<ImageStreamTag> _tags;

    public TableBenchmarks()
    {
        var big = BigStream.Create(tags: 500, layers: 15);
        _stream = big.Stream;
        _tags = [.. _stream.StatusTags.Select(t => StreamViews.TagOf(_stream, t.Tag!, big.Images[t.Newest!.Image!], new RegistryHosts(), ImportModes.Legacy))];
    }

    [Benchmark]
    public IReadOnlyList<JsonNode?> StreamRow() => ImageStreamColumns.Layout.Cells(_stream, Now);

    [Benchmark]
    public int TagRows()
    {
        var cells = 0;
        foreach (var tag in _tags)
        {
            cells += ImageStreamTagColumns.Layout.Cells(tag, Now).Count;
        }

        return cells;
    }
}
