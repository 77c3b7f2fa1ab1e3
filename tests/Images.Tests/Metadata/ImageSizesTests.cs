using ImageStreams.Entities;

namespace ImageStreams.Images.Tests;

public sealed class ImageSizesTests
{
    [Fact]
    public void Total_CountsEveryBlobOnce()
    {
        // V60
        ImageLayer[] layers = [Layer("x", 100), Layer("y", 200), Layer("x", 100), Layer("c", 5)];

        ImageSizes.Total(layers, "c", "{\"a\":1}".Length).Should().Be(307);
        ImageSizes.Total(layers, null, 0).Should().Be(305);
        ImageSizes.Total([], null, 0).Should().Be(0);
    }

    private static ImageLayer Layer(string name, long size) => new() { Name = name, Size = size };
}
