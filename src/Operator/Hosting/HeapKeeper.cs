using Microsoft.Extensions.Hosting;

namespace ImageStreams.Operator;

/// <summary>
/// Keeps the heap near what is in use. Objects that live as long as a request or an import come to the oldest generation when there are many, and the collector
/// looks there rarely: the heap of a busy process grows to several times of what it needs. And a process that has listed a whole cluster holds what that left
/// behind until it allocates again, which one that waits for changes hardly does. Figures: docs/performance.md#settings-of-the-runtime.
/// </summary>
internal sealed class HeapKeeper(TimeProvider time) : BackgroundService
{
    /// <summary>How often it looks.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    private const int QuietLooks = 5; // one after the other
    private const long QuietBytes = 1 << 20; // allocated between two looks: a Lease, bookmarks, a few requests
    private const long WorthwhileBytes = 48 << 20; // allocated since memory was given back
    private const long AllowedBytes = 64 << 20; // that the heap may grow by, beside half of what it was

    private long _allocated;
    private long _givenBack;
    private long _least = long.MaxValue;
    private int _quiet;

    /// <summary>How much has been allocated so far.</summary>
    public Func<long> Allocated { get; init; } = () => GC.GetTotalAllocatedBytes();

    /// <summary>How much was in use, or not yet known to be garbage, after the latest collection of any kind.</summary>
    public Func<long> InUse { get; init; } = () => GC.GetGCMemoryInfo(GCKind.Any) is var heap ? heap.HeapSizeBytes - heap.FragmentedBytes : 0;

    /// <summary>Finds what is garbage, beside the work, and keeps its room for what comes.</summary>
    public Action Sweep { get; init; } = () => GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: false);

    /// <summary>Collects everything, and gives back what is free.</summary>
    public Action GiveBack { get; init; } = () => GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            Look();
        }
    }

    /// <summary>What is done once in a period.</summary>
    internal void Look()
    {
        var (before, inUse) = (_allocated, InUse());
        _allocated = Allocated();
        _quiet = _allocated - before < QuietBytes ? _quiet + 1 : 0;
        _least = Math.Min(_least, inUse);
        if (_quiet >= QuietLooks && _allocated - _givenBack > WorthwhileBytes)
        {
            GiveBack();
            (_givenBack, _least) = (_allocated, long.MaxValue);
        }
        else if (inUse > _least + (_least / 2) + AllowedBytes)
        {
            Sweep();
            _least = long.MaxValue; // what stays is known when it is through
        }
    }
}
