using ImageStreams.TestKit;

namespace ImageStreams.Operator.Tests;

public sealed class QuietCollectionTests
{
    [Fact]
    public void Burst_IsCollectedOnce_WhenItIsOver()
    {
        const long MiB = 1 << 20;
        var (allocated, collections) = (0L, 0);
        using var collection = new QuietCollection(new ManualTimeProvider()) { Allocated = () => allocated, Collect = () => collections++ };

        After(100);
        After(10);
        collections.Should().Be(0, "the burst goes on");
        After(1);
        collections.Should().Be(1);
        for (var i = 0; i < 40; i++)
        {
            After(1);
        }

        collections.Should().Be(1, "that is little");
        After(30);
        After(0);
        collections.Should().Be(2);

        void After(long more)
        {
            allocated += more * MiB;
            collection.Look();
        }
    }
}
