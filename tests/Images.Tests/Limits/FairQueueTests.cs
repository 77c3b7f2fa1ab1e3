namespace ImageStreams.Images.Tests;

public sealed class FairQueueTests
{
    private readonly FairQueue<string> _queue = new();

    [Fact]
    public void TryDequeue_OfAGroupWithManyAndOneWithFew_GivesBothTheirTurns()
    {
        Enqueue("a", 900);
        Enqueue("b", 3);

        Drain().Take(7).Should().Equal("a0", "b0", "a1", "b1", "a2", "b2", "a3");
    }

    [Fact]
    public void TryDequeue_WithinAGroup_PrefersWhatIsUrgent()
    {
        Enqueue("a", 2);
        _queue.Enqueue("a", isUrgent: true, "now");
        _queue.Enqueue("b", isUrgent: false, "b0");

        Drain().Should().Equal("now", "b0", "a0", "a1");
    }

    [Fact]
    public void TryDequeue_GroupThatComesBack_StandsBehindTheOthers()
    {
        Enqueue("a", 1);
        Enqueue("b", 2);
        _queue.TryDequeue(out _);
        Enqueue("a", 1);

        Drain().Should().Equal("b0", "a0", "b1");
        _queue.Count.Should().Be(0);
    }

    private void Enqueue(string group, int items)
    {
        for (var i = 0; i < items; i++)
        {
            _queue.Enqueue(group, isUrgent: false, $"{group}{i}");
        }
    }

    private List<string> Drain()
    {
        var items = new List<string>();
        while (_queue.TryDequeue(out var item))
        {
            items.Add(item);
        }

        return items;
    }
}
