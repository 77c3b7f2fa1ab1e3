using ImageStreams.Kubernetes;

namespace ImageStreams.Operator;

/// <summary>
/// What has to be looked at: each thing once, however often it was told, at most once a second, and no more things than memory is meant for
/// (docs/spec/push.md#load).
/// </summary>
internal sealed class PushQueue(KubernetesMetrics metrics, TimeProvider time) : IDisposable
{
    /// <summary>How many things may wait.</summary>
    public const int MaxKeys = 10_000;

    private const int MaxFailures = 10;

    /// <summary>How long a thing rests between two looks.</summary>
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(1);

    /// <summary>Manifests without a tag mostly are parts of a list, which comes right after them and brings them along.</summary>
    private static readonly TimeSpan WaitForList = TimeSpan.FromSeconds(2);

    /// <summary>How soon it is looked again for what a registry told of and does not have yet.</summary>
    private static readonly TimeSpan[] Moments = [TimeSpan.FromMilliseconds(100), TimeSpan.FromMilliseconds(500), TimeSpan.FromSeconds(2)];

    private static readonly RateLimitOptions RateLimit = new() { BaseDelay = TimeSpan.FromMilliseconds(500), MaxDelay = TimeSpan.FromMinutes(1), PerSecond = 50 };

    private readonly Lock _lock = new();
    private readonly Dictionary<PushKey, Waiting> _waiting = [];
    private readonly Dictionary<PushKey, long> _looked = [];
    private readonly WorkQueue<PushKey> _queue = new("registry-events", RateLimit, metrics, time);

    /// <summary>Has a thing looked at; false when too many wait already.</summary>
    public bool TryAdd(PushKey key, PushRequest request)
    {
        TimeSpan delay;
        lock (_lock)
        {
            if (_waiting.Count >= MaxKeys && !_waiting.ContainsKey(key))
            {
                return false;
            }

            delay = DelayOf(key);
            Wait(key, request, delay);
        }

        _queue.AddAfter(key, delay);
        return true;
    }

    /// <summary>Has a thing looked at again in a moment.</summary>
    /// <returns>False when that was done often enough.</returns>
    public bool TryAddSoon(PushKey key, PushRequest request)
    {
        if (request.Looks >= Moments.Length)
        {
            return false;
        }

        var delay = Moments[request.Looks];
        lock (_lock)
        {
            WaitAfter(key, request with { Looks = request.Looks + 1 }, delay);
        }

        _queue.AddAfter(key, delay);
        return true;
    }

    /// <summary>Has a thing looked at again that could not be looked at, later and later.</summary>
    /// <returns>False when it has failed too often.</returns>
    public bool TryAddAgain(PushKey key, PushRequest request)
    {
        if (_queue.Failures(key) >= MaxFailures)
        {
            _queue.Forget(key);
            return false;
        }

        var delay = _queue.AddRateLimited(key);
        lock (_lock)
        {
            WaitAfter(key, request, delay);
        }

        return true;
    }

    /// <summary>Takes the next thing as soon as there is one; null when nothing more comes.</summary>
    public async ValueTask<WorkItem<PushKey>?> TakeAsync(CancellationToken cancellationToken) => await _queue.GetAsync(cancellationToken);

    /// <summary>Why a thing that was taken has to be looked at; null when that was done in the meantime, or has to wait.</summary>
    public PushRequest? Begin(PushKey key)
    {
        lock (_lock)
        {
            if (!_waiting.TryGetValue(key, out var waiting))
            {
                return null;
            }

            if (time.GetElapsedTime(waiting.Since) < waiting.Delay)
            {
                _queue.AddAfter(key, waiting.Delay - time.GetElapsedTime(waiting.Since));
                return null;
            }

            if (_looked.Count >= MaxKeys)
            {
                _looked.Clear(); // some are looked at once more than they have to
            }

            _looked[key] = time.GetTimestamp(); // what is told from now on may be missed by this look
            _waiting.Remove(key);
            return waiting.Request;
        }
    }

    /// <summary>A thing was looked at, and could be.</summary>
    public void Done(PushKey key) => _queue.Forget(key);

    /// <summary>Takes nothing more.</summary>
    public void ShutDown() => _queue.ShutDown();

    public void Dispose() => _queue.Dispose();

    // Whoever is told again does not make it later.
    private void Wait(PushKey key, PushRequest request, TimeSpan delay)
    {
        var isEarlier = _waiting.TryGetValue(key, out var earlier) && time.GetElapsedTime(earlier.Since) >= earlier.Delay - delay;
        var together = earlier.Request?.With(request) ?? request;
        _waiting[key] = isEarlier ? earlier with { Request = together } : new Waiting(together, time.GetTimestamp(), delay);
    }

    // What was told meanwhile is what is expected.
    private void WaitAfter(PushKey key, PushRequest request, TimeSpan delay)
    {
        if (_waiting.Remove(key, out var later))
        {
            request = request.With(later.Request);
            delay = later.Delay < delay ? later.Delay : delay;
        }

        Wait(key, request, delay);
    }

    private TimeSpan DelayOf(PushKey key)
    {
        if (key is { IsIntegrated: true, Tag: "" })
        {
            return WaitForList;
        }

        var rested = _looked.TryGetValue(key, out var looked) ? time.GetElapsedTime(looked) : Rest;
        return rested < Rest ? Rest - rested : TimeSpan.Zero;
    }

    private readonly record struct Waiting(PushRequest Request, long Since, TimeSpan Delay);
}
