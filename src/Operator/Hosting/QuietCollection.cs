using Microsoft.Extensions.Hosting;

namespace ImageStreams.Operator;

/// <summary>
/// Gives memory back when a burst of work is over. A process that has listed a whole cluster holds what that left behind until it allocates again,
/// which one that waits for changes hardly does.
/// </summary>
internal sealed class QuietCollection(TimeProvider time) : BackgroundService
{
    /// <summary>How often it is looked whether it is quiet.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromSeconds(5);

    private const long QuietBytes = 4 << 20; // allocated in a period: a Lease, bookmarks, a few requests
    private const long WorthwhileBytes = 48 << 20; // allocated since the last time

    private long _before;
    private long _collected;

    /// <summary>How much has been allocated so far.</summary>
    public Func<long> Allocated { get; init; } = () => GC.GetTotalAllocatedBytes();

    /// <summary>Collects everything, and gives back what is free.</summary>
    public Action Collect { get; init; } = () => GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);

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
        var allocated = Allocated();
        if (allocated - _before < QuietBytes && allocated - _collected > WorthwhileBytes)
        {
            Collect();
            _collected = allocated;
        }

        _before = allocated;
    }
}
