using ImageStreams.Images;
using ImageStreams.Oci;

namespace ImageStreams.Import;

/// <summary>
/// Keeps registries from being overrun, and slow ones from holding everybody up: few requests at a time to each and not too fast, fair
/// between namespaces, and few streams that wait for it (docs/spec/importing.md#fairness).
/// </summary>
internal sealed class RegistryGate(ImportSettingsSource settings, ImportMetrics metrics, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, RegistryLane> _lanes = new(StringComparer.Ordinal);
    private TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>A stream that was put off has a place now.</summary>
    public event Action<StreamKey>? PlaceFree;

    /// <summary>A registry that was left alone is asked again.</summary>
    public event Action<string>? Returned;

    /// <summary>How things stand with the registries that are spoken to.</summary>
    public IReadOnlyList<RegistryLaneState> States => [.. Lanes().Select(l => l.State)];

    /// <summary>Lets a stream wait for a registry, or says with null that enough others do: then it is told when it may.</summary>
    public IDisposable? TryAdmit(string registry, StreamKey stream)
    {
        var lane = Pin(registry);
        var entered = lane.TryEnter(stream, out var called);
        if (!entered)
        {
            Unpin(lane);
        }

        Tell(called);
        return entered ? new Admission(this, lane, stream) : null;
    }

    /// <summary>Sends a request when its turn has come.</summary>
    /// <exception cref="RegistryHeldException">It will not come.</exception>
    public async Task<T> RunAsync<T>(RegistryTurn turn, Func<Task<T>> request, CancellationToken cancellationToken)
    {
        var lane = Pin(turn.Registry);
        try
        {
            await BeginAsync(lane, turn, cancellationToken);
            return await RunAsync(lane, turn, request);
        }
        finally
        {
            Unpin(lane);
        }
    }

    /// <summary>Why a request would not be sent now; null when it would.</summary>
    public RegistryHold? FindHold(RegistryTurn turn)
    {
        lock (_lock)
        {
            return _lanes.GetValueOrDefault(turn.Registry)?.FindHold(turn);
        }
    }

    /// <summary>Whether a registry has said how much it allows an account.</summary>
    public bool IsRationed(string registry, string account)
    {
        lock (_lock)
        {
            return _lanes.GetValueOrDefault(registry)?.IsRationed(account) == true;
        }
    }

    /// <summary>A registry has answered a message.</summary>
    public void Note(string registry, string account, RegistryAnswer answer)
    {
        metrics.Registries.Answered(registry, answer.Status);
        lock (_lock)
        {
            _lanes.GetValueOrDefault(registry)?.Note(account, answer);
        }
    }

    /// <summary>Looks now and then whether registries that are left alone are back, until cancelled.</summary>
    public async Task ProbeAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            await WaitForProbeAsync(cancellationToken);
            foreach (var lane in Lanes())
            {
                if (await lane.ProbeAsync(cancellationToken))
                {
                    Returned?.Invoke(lane.Registry);
                }
            }

            Sweep();
        }
    }

    private async Task WaitForProbeAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var opened = _opened;
            var next = Lanes().Select(l => l.NextProbe).Min();
            if (next <= time.GetUtcNow())
            {
                return;
            }

            using var woken = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var wait = next is { } at ? at - time.GetUtcNow() : Timeout.InfiniteTimeSpan;
            await Task.WhenAny(Task.Delay(wait, time, woken.Token), opened.Task);
            await woken.CancelAsync();
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    private async Task BeginAsync(RegistryLane lane, RegistryTurn turn, CancellationToken cancellationToken)
    {
        try
        {
            await lane.BeginAsync(turn, cancellationToken);
        }
        catch (RegistryHeldException)
        {
            metrics.Registries.Held(turn.Registry);
            throw;
        }
    }

    private async Task<T> RunAsync<T>(RegistryLane lane, RegistryTurn turn, Func<Task<T>> request)
    {
        var (isAnswered, failure) = (false, (RegistryException?)null);
        try
        {
            var result = await request();
            isAnswered = true;
            return result;
        }
        catch (RegistryException e)
        {
            (isAnswered, failure) = (true, e);
            throw;
        }
        finally
        {
            metrics.Registries.Ended(turn.Registry, failure);
            Tell(turn.Registry, lane.End(turn, isAnswered, failure));
        }
    }

    private void Tell(string registry, LaneNews news)
    {
        if (news == LaneNews.Opened)
        {
            Interlocked.Exchange(ref _opened, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
        }
        else if (news == LaneNews.Returned)
        {
            Returned?.Invoke(registry);
        }
    }

    private void Tell(IReadOnlyList<StreamKey> called)
    {
        foreach (var stream in called)
        {
            PlaceFree?.Invoke(stream);
        }
    }

    private List<RegistryLane> Lanes()
    {
        lock (_lock)
        {
            return [.. _lanes.Values];
        }
    }

    private RegistryLane Pin(string registry)
    {
        lock (_lock)
        {
            if (!_lanes.TryGetValue(registry, out var lane))
            {
                Sweep();
                _lanes[registry] = lane = new RegistryLane(registry, settings, time);
            }

            lane.Users++;
            return lane;
        }
    }

    private void Unpin(RegistryLane lane)
    {
        lock (_lock)
        {
            lane.Users--;
        }
    }

    // Hosts are named by users: what nobody speaks to any more is forgotten.
    private void Sweep()
    {
        lock (_lock)
        {
            foreach (var lane in _lanes.Values.Where(l => l.IsIdle).ToList())
            {
                _lanes.Remove(lane.Registry);
                lane.Dispose();
            }
        }
    }

    private sealed class Admission(RegistryGate gate, RegistryLane lane, StreamKey stream) : IDisposable
    {
        private int _left;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _left, 1) == 0)
            {
                var called = lane.Leave(stream);
                gate.Unpin(lane);
                gate.Tell(called);
            }
        }
    }
}
