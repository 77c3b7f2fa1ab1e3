using Microsoft.Extensions.Logging;

namespace ImageStreams.Kubernetes;

/// <summary>Lets one process of many do the work: the one that holds a Lease.</summary>
/// <remarks>
/// A leader that cannot renew steps back after the renew deadline, which is shorter than the time after which others may take over. That
/// keeps leaders apart as long as the process is not frozen; so writes carry the version that they are based on all the same.
/// </remarks>
public sealed partial class LeaderElector
{
    private readonly LeaderElectionOptions _options;
    private readonly LeaseLock _lock;
    private readonly LeaseMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly ILogger<LeaderElector> _logger;
    private string? _lastFailure;
    private volatile bool _isLeader;

    /// <exception cref="ArgumentException">The times of <paramref name="options"/> do not fit together.</exception>
    public LeaderElector(KubernetesClient client, LeaderElectionOptions options, ILogger<LeaderElector> logger)
    {
        options.Validate();
        _options = options;
        _time = client.Time;
        _metrics = client.Metrics.Leases;
        _logger = logger;
        _lock = new LeaseLock(client.Resource<Entities.Lease>(), options, _time);
        _metrics.Created(options.Name);
    }

    /// <summary>Whether this process leads now.</summary>
    public bool IsLeader => _isLeader;

    /// <summary>Who leads, as far as this process knows.</summary>
    public string? Leader => _lock.Holder;

    /// <summary>Waits to become the leader, leads, and stands again after a loss, until told to stop; then gives the Lease back.</summary>
    /// <param name="lead">
    /// The work of a leader. Its token says that leadership is lost: it must end at once. It must end by itself, too, when
    /// <paramref name="stopping"/> says so; until it has, the Lease is kept.
    /// </param>
    /// <param name="stopping">Ends all of this.</param>
    public async Task RunAsync(Func<CancellationToken, Task> lead, CancellationToken stopping)
    {
        while (await AcquireAsync(stopping) is { } heldSince)
        {
            _isLeader = true;
            _metrics.Began(_options.Name);
            LogLeading(_options.Identity, _options.Name);
            try
            {
                await LeadAsync(lead, heldSince);
            }
            finally
            {
                _isLeader = false;
                _metrics.Ended(_options.Name);
            }
        }
    }

    /// <summary>The moment from which the Lease is surely ours; <c>null</c> when told to stop before.</summary>
    private async Task<long?> AcquireAsync(CancellationToken stopping)
    {
        try
        {
            while (true)
            {
                stopping.ThrowIfCancellationRequested();
                var began = _time.GetTimestamp();
                if (await TryHoldAsync(_options.RenewDeadline, stopping))
                {
                    return began;
                }

                await Task.Delay(_options.RetryPeriod * (1 + (0.2 * Random.Shared.NextDouble())), _time, stopping);
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            return null;
        }
    }

    private async Task LeadAsync(Func<CancellationToken, Task> lead, long heldSince)
    {
        using var lost = new CancellationTokenSource();
        using var workEnded = new CancellationTokenSource();
        var keeping = KeepAsync(heldSince, workEnded.Token);
        var work = Begin(lead, lost.Token);
        if (await Task.WhenAny(work, keeping) == keeping)
        {
            LogLost(_options.Identity, _options.Name, Leader);
            await lost.CancelAsync();
        }

        try
        {
            await work;
        }
        catch (OperationCanceledException) when (lost.IsCancellationRequested)
        {
            // as it should
        }
        finally
        {
            await workEnded.CancelAsync();
            await keeping;
            if (!lost.IsCancellationRequested)
            {
                await ReleaseAsync();
            }
        }
    }

    /// <summary>Work that fails before its first wait fails like any other.</summary>
    private static async Task Begin(Func<CancellationToken, Task> lead, CancellationToken lost) => await lead(lost);

    /// <summary>Renews until the Lease is lost or the work has ended; throws nothing.</summary>
    private async Task KeepAsync(long heldSince, CancellationToken workEnded)
    {
        try
        {
            while (Left(heldSince) is { } left && left > TimeSpan.Zero)
            {
                await Task.Delay(left < _options.RetryPeriod ? left : _options.RetryPeriod, _time, workEnded);
                var began = _time.GetTimestamp();
                left = Left(heldSince);
                if (left > TimeSpan.Zero && await TryHoldAsync(left, workEnded))
                {
                    heldSince = began;
                }
                else if (_lock.Holder != _options.Identity)
                {
                    return; // somebody else has it
                }
            }
        }
        catch (OperationCanceledException) when (workEnded.IsCancellationRequested)
        {
            // no longer needed
        }
    }

    private TimeSpan Left(long heldSince) => _options.RenewDeadline - _time.GetElapsedTime(heldSince);

    /// <summary>One try within <paramref name="limit"/>; a failure is logged, once as long as it is the same.</summary>
    private async Task<bool> TryHoldAsync(TimeSpan limit, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(limit, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        try
        {
            var holds = await _lock.TryHoldAsync(either.Token);
            _lastFailure = null;
            return holds;
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            var reason = e is OperationCanceledException ? "no answer in time" : e.Message;
            if (reason != _lastFailure)
            {
                LogFailed(_options.Name, reason);
            }

            _lastFailure = reason;
            _metrics.Failed(_options.Name);
            return false;
        }
    }

    private async Task ReleaseAsync()
    {
        using var deadline = new CancellationTokenSource(_options.RetryPeriod, _time);
        try
        {
            await _lock.ReleaseAsync(deadline.Token);
            LogReleased(_options.Identity, _options.Name);
        }
        catch (Exception e)
        {
            LogFailed(_options.Name, e.Message); // it runs out by itself
        }
    }

    [LoggerMessage(LogLevel.Information, "{Identity} leads by lease {Lease}")]
    private partial void LogLeading(string identity, string lease);

    [LoggerMessage(LogLevel.Warning, "{Identity} has lost lease {Lease}; its holder is {Holder}")]
    private partial void LogLost(string identity, string lease, string? holder);

    [LoggerMessage(LogLevel.Information, "{Identity} has given back lease {Lease}")]
    private partial void LogReleased(string identity, string lease);

    [LoggerMessage(LogLevel.Warning, "Taking, keeping or giving back lease {Lease} failed: {Reason}")]
    private partial void LogFailed(string lease, string reason);
}
