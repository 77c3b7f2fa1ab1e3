using System.Diagnostics.Metrics;
using ImageStreams.TestKit;

namespace ImageStreams.Kubernetes.Tests;

public sealed class WorkQueueTests : IDisposable
{
    private readonly ManualTimeProvider _time = new();
    private readonly Meter _meter = new(KubernetesMetrics.MeterName);
    private readonly MeterReader _counted;
    private readonly WorkQueue<string> _queue;

    public WorkQueueTests()
    {
        _counted = new MeterReader(_meter);
        _queue = new WorkQueue<string>("q", new RateLimitOptions { BaseDelay = TimeSpan.FromSeconds(1), MaxDelay = TimeSpan.FromSeconds(5) }, new KubernetesMetrics(_meter), _time);
    }

    public void Dispose()
    {
        _queue.Dispose();
        _counted.Dispose();
        _meter.Dispose();
    }

    [Fact]
    public async Task Add_SameItemTwiceWhileItWaits_IsHandedOutOnce()
    {
        _queue.Add("a");
        _queue.Add("b");
        _queue.Add("a");

        (await Take()).Should().Be("a");
        (await Take()).Should().Be("b");
        _queue.Count.Should().Be(0);
    }

    [Fact]
    public async Task Add_WhileAWorkerHasIt_ComesAgainWhenThatIsDone()
    {
        _queue.Add("a");
        var first = await _queue.GetAsync(CancellationToken.None);
        _queue.Add("a");
        _queue.Add("a");

        _queue.Count.Should().Be(0, "two workers may not have the same item");
        first!.Dispose();
        first.Dispose();

        _queue.Count.Should().Be(1);
        (await Take()).Should().Be("a");
    }

    [Fact]
    public async Task GetAsync_NothingThere_WaitsForTheNextItem()
    {
        var waiting = _queue.GetAsync(CancellationToken.None).AsTask();
        waiting.IsCompleted.Should().BeFalse();

        _queue.Add("a");

        (await waiting)!.Value.Should().Be("a");
    }

    [Fact]
    public void AddAfter_SeveralDelays_TheEarliestHolds()
    {
        _queue.AddAfter("a", TimeSpan.FromSeconds(10));
        _queue.AddAfter("a", TimeSpan.FromSeconds(3));
        _queue.AddAfter("a", TimeSpan.FromSeconds(20));
        _queue.AddAfter("b", TimeSpan.FromDays(40));

        _time.Advance(TimeSpan.FromSeconds(2.9));
        _queue.Count.Should().Be(0);
        _time.Advance(TimeSpan.FromSeconds(0.1));
        _queue.Count.Should().Be(1);
        _time.Advance(TimeSpan.FromDays(39));
        _queue.Count.Should().Be(1);
        _time.Advance(TimeSpan.FromDays(1));
        _queue.Count.Should().Be(2);
    }

    [Fact]
    public void AddAfter_NoDelay_IsAtOnce()
    {
        _queue.AddAfter("a", TimeSpan.FromSeconds(-1));

        _queue.Count.Should().Be(1);
    }

    [Fact]
    public void AddRateLimited_RepeatedFailures_DoubleUpToTheMaximumUntilForgotten()
    {
        Enumerable.Range(0, 5).Select(_ => _queue.AddRateLimited("a").TotalSeconds).Should().Equal(1, 2, 4, 5, 5);
        _queue.Failures("a").Should().Be(5);
        _queue.AddRateLimited("b").TotalSeconds.Should().Be(1);

        _queue.Forget("a");

        _queue.Failures("a").Should().Be(0);
        _queue.AddRateLimited("a").TotalSeconds.Should().Be(1);
    }

    [Fact]
    public void AddRateLimited_ManyItems_ComeNoFasterThanTheWholeQueueMay()
    {
        using var queue = new WorkQueue<int>(
            "q2", new RateLimitOptions { BaseDelay = TimeSpan.FromMilliseconds(1), PerSecond = 2, Burst = 3 }, new KubernetesMetrics(_meter), _time);

        var delays = Enumerable.Range(0, 6).Select(i => queue.AddRateLimited(i).TotalSeconds).ToList();
        _time.Advance(TimeSpan.FromSeconds(10));
        var later = queue.AddRateLimited(7).TotalSeconds;

        delays.Should().Equal(0.001, 0.001, 0.001, 0.5, 1, 1.5);
        later.Should().Be(0.001);
    }

    [Fact]
    public async Task ShutDown_ItemsLeft_AreHandedOutAndThenEveryWorkerLearnsTheEnd()
    {
        _queue.Add("a");
        _queue.ShutDown();
        _queue.Add("b");

        (await Take()).Should().Be("a");
        var ends = await Task.WhenAll(_queue.GetAsync(CancellationToken.None).AsTask(), _queue.GetAsync(CancellationToken.None).AsTask());
        ends.Should().AllSatisfy(end => end.Should().BeNull());
    }

    [Fact]
    public async Task ShutDownWithDrainAsync_WorkInFlight_WaitsForItAndForWhatItBroughtBack()
    {
        _queue.Add("a");
        var item = await _queue.GetAsync(CancellationToken.None);
        _queue.Add("a");

        var drain = _queue.ShutDownWithDrainAsync(CancellationToken.None);
        item!.Dispose();
        drain.IsCompleted.Should().BeFalse();
        (await Take()).Should().Be("a");

        await drain;
    }

    [Fact]
    public async Task Metrics_Lifecycle_AreCounted()
    {
        _counted.Value("imagestreams_queue_adds_total", "queue=q").Should().Be(0);
        _queue.Add("a");
        _queue.Add("b");
        _time.Advance(TimeSpan.FromSeconds(3));
        await Take();
        _queue.AddRateLimited("a");

        _counted.Value("imagestreams_queue_adds_total", "queue=q").Should().Be(2);
        _counted.Value("imagestreams_queue_depth", "queue=q").Should().Be(1);
        _counted.Value("imagestreams_queue_retries_total", "queue=q").Should().Be(1);
        _counted.Value("imagestreams_queue_wait_seconds", "queue=q").Should().Be(3);
    }

    [Fact]
    public async Task GetAsync_ManyWorkersAndAdders_NoItemIsLostOrHeldTwice()
    {
        const int Items = 20;
        var held = new int[Items];
        var done = new int[Items];
        var last = new int[Items];
        var clash = false;
        var workers = Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            while (await _queue.GetAsync(CancellationToken.None) is { } item)
            {
                var i = int.Parse(item.Value, System.Globalization.CultureInfo.InvariantCulture);
                clash |= Interlocked.Increment(ref held[i]) != 1;
                Volatile.Write(ref done[i], Volatile.Read(ref last[i]));
                await Task.Yield();
                Interlocked.Decrement(ref held[i]);
                item.Dispose();
            }
        })).ToArray();

        await Parallel.ForAsync(0, 5000, (n, _) =>
        {
            Interlocked.Exchange(ref last[n % Items], n);
            _queue.Add($"{n % Items}");
            return ValueTask.CompletedTask;
        });
        await _queue.ShutDownWithDrainAsync(CancellationToken.None);
        await Task.WhenAll(workers);

        clash.Should().BeFalse();
        done.Should().Equal(last, "each worker saw the state of the last add");
    }

    private async Task<string?> Take()
    {
        using var item = await _queue.GetAsync(CancellationToken.None);
        return item?.Value;
    }
}
