using System.Text.Json;
using ImageStreams.Entities;

namespace ImageStreams.Kubernetes.Tests;

public sealed class PackedObjectsTests
{
    private readonly PackedObjects<ConfigMap> _packed = new();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3_000_000)]
    [InlineData(100)] // after a huge one
    public void Take_WhatIsHeld_IsTheSameObject(int length)
    {
        var map = MapOf(length);

        var held = _packed.Hold(map);

        _packed.Take(held).Should().BeEquivalentTo(map);
        _packed.Take(held).Should().NotBeSameAs(_packed.Take(held));
        _packed.VersionOf(held).Should().Be("7");
    }

    [Fact]
    public void HoldAndTake_AllocateLittleBesideWhatTheyReturn()
    {
        const int ofTheStreams = 2048; // that inflate and deflate
        var map = MapOf(20_000);
        var json = JsonSerializer.SerializeToUtf8Bytes(map, ConfigMap.JsonTypeInfo);
        var held = _packed.Hold(map);
        _packed.Take(held);

        var read = Allocated(() => JsonSerializer.Deserialize(json, ConfigMap.JsonTypeInfo));

        Allocated(() => _packed.Take(held)).Should().BeLessThan(read + ofTheStreams);
        Allocated(() => _packed.Hold(map)).Should().BeLessThan(ofTheStreams, "that much text packs to less");
    }

    private static ConfigMap MapOf(int length) => new()
    {
        Metadata = new ObjectMeta { Name = "a", Namespace = "test", ResourceVersion = "7" },
        Data = new Dictionary<string, string> { ["key"] = string.Concat(Enumerable.Repeat("text ", length / 5)) },
    };

    private static long Allocated(Func<object?> work)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        work();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
