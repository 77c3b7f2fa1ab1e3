using ImageStreams.TestKit;

namespace ImageStreams.Operator.Tests;

public sealed class HeapKeeperTests : IDisposable
{
    private const long MiB = 1 << 20;

    private readonly HeapKeeper _keeper;
    private long _allocated;
    private long _inUse;
    private int _sweeps;
    private int _givenBack;

    public HeapKeeperTests() => _keeper = new HeapKeeper(new ManualTimeProvider())
    {
        Allocated = () => _allocated,
        InUse = () => _inUse,
        Sweep = () => _sweeps++,
        GiveBack = () => _givenBack++,
    };

    [Fact]
    public void Burst_IsGivenBackOnce_WhenItIsOver()
    {
        Allocate(100, 10, 10, 0, 0, 0, 0);
        _givenBack.Should().Be(0, "it has not been quiet for long");

        Allocate(0);
        _givenBack.Should().Be(1);

        Allocate([.. Enumerable.Repeat(0L, 100)]);
        _givenBack.Should().Be(1, "there is nothing more");

        Allocate(60, 0, 0, 0, 0, 0);
        _givenBack.Should().Be(2);
    }

    [Fact]
    public void Heap_ThatGrowsByMoreThanHalf_IsSweptOnce_UntilItGrowsAgainByThat()
    {
        Use(100, 120, 150, 213);
        _sweeps.Should().Be(0);

        Use(215);
        _sweeps.Should().Be(1);

        Use(220, 110, 228);
        _sweeps.Should().Be(1, "110 were still in use, so that there may be 229");

        Use(230);
        _sweeps.Should().Be(2);
    }

    [Fact]
    public void Heap_ThatGrowsBecauseMoreIsInUse_IsSweptFewTimes()
    {
        Use([.. Enumerable.Range(0, 1000).Select(i => (long)i)]);

        _sweeps.Should().BeLessThan(10);
    }

    public void Dispose() => _keeper.Dispose();

    private void Allocate(params IEnumerable<long> perLook)
    {
        foreach (var more in perLook)
        {
            _allocated += more * MiB;
            _keeper.Look();
        }
    }

    private void Use(params IEnumerable<long> atLooks)
    {
        foreach (var inUse in atLooks)
        {
            _inUse = inUse * MiB;
            _allocated += 10 * MiB;
            _keeper.Look();
        }
    }
}
