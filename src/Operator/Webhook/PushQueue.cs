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

    /// <summary>How long a thing rests after it was looked at.</summary>
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(1);

    /// <summary>Manifests without a tag mostly are parts of a list, which comes right after them and brings them along.</summary>
    private static readonly TimeSpan WaitForList = TimeSpan.FromSeconds(2);

    /// <summary>How soon it is looked again for what a registry told of and does not have yet.</summary>
    private static readonly TimeSpan[] Moments = [TimeSpan.FromMilliseconds(100), TimeSpan.FromMilliseconds(500), TimeSpan.FromSeconds(2)];

    private static readonly RateLimitOptions RateLimit = new() { BaseDelay = TimeSpan.FromMilliseconds(500), MaxDelay = TimeSpan.FromMinutes(1), PerSecond = 50 };

    private readonly Lock _lock = new();
    private readonly Dictionary<PushKey, PushRequest> _waiting = [];
    private readonly Dictionary<PushKey, long> _looked = [];
    private readonly WorkQueue<PushKey> _queue = new("registry-events", RateLimit, metrics, time);

    /// <summary>Has a thing looked at; false when too many wait already.</summary>
    public bool TryAdd(PushKey key, PushRequest request)
    {
        TimeSpan delay;
        lock (_lock)
        {
            if (_waiting.TryGetValue(key, out var earlier))
            {
                _waiting[key] = earlier.With(request);
            }
            else if (_waiting.Count < MaxKeys)
            {
                _waiting[key] = request;
            }
            else
            {
                return false;
            }

            delay = DelayOf(key);
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

        Wait(key, request with { Looks = request.Looks + 1 });
        _queue.AddAfter(key, Moments[request.Looks]);
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

        Wait(key, request);
        _queue.AddRateLimited(key);
        return true;
    }

    /// <summary>Takes the next thing as soon as there is one, and tells <see cref="Done"/>; null when nothing more comes.</summary>
    public async ValueTask<WorkItem<PushKey>?> TakeAsync(CancellationToken cancellationToken) => await _queue.GetAsync(cancellationToken);

    /// <summary>Why a thing that was taken has to be looked at; null when that was done in the meantime.</summary>
    public PushRequest? Begin(PushKey key)
    {
        lock (_lock)
        {
            return _waiting.Remove(key, out var request) ? request : null;
        }
    }

    /// <summary>A thing was looked at.</summary>
    public void Done(PushKey key)
    {
        _queue.Forget(key);
        lock (_lock)
        {
            if (_looked.Count >= MaxKeys)
            {
                _looked.Clear(); // some are looked at once more than they have to
            }

            _looked[key] = time.GetTimestamp();
        }
    }

    /// <summary>Takes nothing more.</summary>
    public void ShutDown() => _queue.ShutDown();

    public void Dispose() => _queue.Dispose();

    // What was told meanwhile is what is expected.
    private void Wait(PushKey key, PushRequest request)
    {
        lock (_lock)
        {
            _waiting[key] = _waiting.TryGetValue(key, out var later) ? request.With(later) : request;
        }
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
}
