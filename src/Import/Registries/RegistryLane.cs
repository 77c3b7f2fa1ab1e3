using ImageStreams.Images;
using ImageStreams.Oci;

namespace ImageStreams.Import;

/// <summary>The traffic with one registry: who goes next, how many at a time, how fast, and whether at all.</summary>
internal sealed class RegistryLane(string registry, ImportSettingsSource settings, TimeProvider time) : IDisposable
{
    /// <summary>For how long a registry is remembered that nobody asks for any more.</summary>
    private static readonly TimeSpan Memory = TimeSpan.FromHours(2);

    private readonly Lock _lock = new();
    private readonly FairQueue<LaneWaiter> _queue = new();
    private readonly WaitingRoom<StreamKey> _room = new();
    private readonly RegistryAccounts _accounts = new();
    private readonly RegistryHealth _secure = new(settings.Current.FailuresInARow);
    private readonly RegistryHealth _insecure = new(settings.Current.FailuresInARow);
    private TokenBucket _bucket = BucketOf(settings.Current.RequestsPerSecondPerRegistry, time.GetUtcNow());
    private int _rate = settings.Current.RequestsPerSecondPerRegistry;
    private DateTimeOffset _asked = time.GetUtcNow();
    private ITimer? _timer;
    private int _inFlight;
    private int _paid;

    public string Registry { get; } = registry;

    /// <summary>How many hold on to it just now; the gate's to keep.</summary>
    public int Users { get; set; }

    public RegistryLaneState State
    {
        get
        {
            lock (_lock)
            {
                var now = time.GetUtcNow();
                DateTimeOffset?[] limits = [_accounts.LimitedUntil(now), _secure.AskedAgainAt, _insecure.AskedAgainAt];
                var breaker = (BreakerState)Math.Max((int)_secure.State, (int)_insecure.State);
                return new RegistryLaneState(Registry, _inFlight, _queue.Count, _room.Waiting, limits.Max(), breaker);
            }
        }
    }

    /// <summary>When it is to be found out whether the registry is back; null when it is here.</summary>
    public DateTimeOffset? NextProbe
    {
        get
        {
            lock (_lock)
            {
                return new[] { _secure, _insecure }.Where(h => h.Ping is not null).Select(h => h.AskedAgainAt).Min();
            }
        }
    }

    /// <summary>Whether nothing would be lost with it.</summary>
    public bool IsIdle
    {
        get
        {
            lock (_lock)
            {
                var now = time.GetUtcNow();
                var isQuiet = Users == 0 && _inFlight == 0 && _queue.Count == 0 && _room.IsEmpty;
                return isQuiet && (now - _asked >= Memory
                    || (_secure.IsIdle && _insecure.IsIdle && _bucket.IsFull(now) && _accounts.LimitedUntil(now) is null));
            }
        }
    }

    public void Dispose() => _timer?.Dispose();

    /// <summary>Lets a stream in, or queues it.</summary>
    public bool TryEnter(StreamKey stream, out IReadOnlyList<StreamKey> called)
    {
        lock (_lock)
        {
            var (places, now) = (settings.Current.StreamsPerRegistry, time.GetUtcNow());
            var entered = _room.TryEnter(stream, stream.Namespace, places, now);
            called = _room.Call(places, now);
            return entered;
        }
    }

    /// <summary>Lets a stream out; who may come in now is returned.</summary>
    public IReadOnlyList<StreamKey> Leave(StreamKey stream)
    {
        lock (_lock)
        {
            _room.Leave(stream);
            return _room.Call(settings.Current.StreamsPerRegistry, time.GetUtcNow());
        }
    }

    /// <summary>Why a request would not be sent; null when it would.</summary>
    public RegistryHold? FindHold(RegistryTurn turn)
    {
        lock (_lock)
        {
            return FindHold(turn, time.GetUtcNow());
        }
    }

    /// <summary>Whether the registry has said how much it allows an account.</summary>
    public bool IsRationed(string account)
    {
        lock (_lock)
        {
            return _accounts.IsRationed(account);
        }
    }

    /// <summary>Waits for a request's turn; <see cref="End"/> has to follow.</summary>
    /// <exception cref="RegistryHeldException">It will not come.</exception>
    public Task BeginAsync(RegistryTurn turn, CancellationToken cancellationToken)
    {
        var waiter = new LaneWaiter(turn);
        lock (_lock)
        {
            _asked = time.GetUtcNow();
            if (FindHold(turn, _asked) is { } hold)
            {
                throw new RegistryHeldException(hold);
            }

            _queue.Enqueue(turn.Namespace, isUrgent: !turn.IsRefresh, waiter);
            Pump();
        }

        return waiter.WaitAsync(cancellationToken);
    }

    /// <summary>A request has ended. Returns what became of the registry by it.</summary>
    /// <param name="turn">Its turn.</param>
    /// <param name="isAnswered">Whether it came to its end.</param>
    /// <param name="failure">How it failed; null when it did not.</param>
    public LaneNews End(RegistryTurn turn, bool isAnswered, RegistryException? failure)
    {
        lock (_lock)
        {
            _inFlight--;
            _paid = Math.Min(_paid, _inFlight);
            var news = Note(turn, isAnswered, failure);
            if (news == LaneNews.Opened)
            {
                RefuseAll();
            }

            Pump();
            return news;
        }
    }

    /// <summary>The registry has answered a message; a request may take several.</summary>
    public void Note(string account, RegistryAnswer answer)
    {
        lock (_lock)
        {
            if (_paid-- <= 0)
            {
                _paid = 0;
                _bucket.Charge(1);
            }

            if (answer.RateLimit is { } limit)
            {
                _accounts.Note(account, limit, Math.Max(0, _inFlight - 1), time.GetUtcNow());
            }
        }
    }

    /// <summary>Looks whether the registry is back, if it is time to. Returns whether it is.</summary>
    public async Task<bool> ProbeAsync(CancellationToken cancellationToken)
    {
        var isBack = false;
        foreach (var health in (RegistryHealth[])[_secure, _insecure])
        {
            isBack |= await ProbeAsync(health, cancellationToken);
        }

        return isBack;
    }

    private static TokenBucket BucketOf(int rate, DateTimeOffset now) => new(rate, rate * 2.0, now);

    private async Task<bool> ProbeAsync(RegistryHealth health, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (!health.TryProbe(time.GetUtcNow()))
            {
                return false;
            }
        }

        var answers = false;
        try
        {
            await health.Ping!(cancellationToken);
            answers = true;
        }
        catch (RegistryException)
        {
            // that is the answer
        }

        lock (_lock)
        {
            return health.Probed(answers, time.GetUtcNow());
        }
    }

    private RegistryHealth HealthFor(RegistryTurn turn) => turn.Insecure ? _insecure : _secure;

    private RegistryHold? FindHold(RegistryTurn turn, DateTimeOffset now) =>
        turn.IsAskedFor ? null : HealthFor(turn).FindHold(now) ?? _accounts.FindHold(turn, now);

    private LaneNews Note(RegistryTurn turn, bool isAnswered, RegistryException? failure)
    {
        var (health, now) = (HealthFor(turn), time.GetUtcNow());
        if (!isAnswered)
        {
            health.Abandon(now);
            return LaneNews.None;
        }

        if (failure is not null && RegistryHealth.IsFailure(failure))
        {
            return health.Fail(failure, turn, now) ? LaneNews.Opened : LaneNews.None;
        }

        if (failure?.Kind == RegistryErrorKind.TooManyRequests)
        {
            _accounts.Limit(turn.Account, failure.RetryAfter, now);
        }

        return health.Succeed() ? LaneNews.Returned : LaneNews.None;
    }

    // Under the lock. Waits for the next leave if there is none, or for the next request to end.
    private void Pump()
    {
        var (limits, now) = (settings.Current, time.GetUtcNow());
        if (limits.RequestsPerSecondPerRegistry != _rate)
        {
            (_rate, _bucket) = (limits.RequestsPerSecondPerRegistry, BucketOf(limits.RequestsPerSecondPerRegistry, now));
        }

        while (_queue.Count > 0 && _inFlight < limits.RequestsPerRegistry)
        {
            if (_bucket.Wait(now) is var wait && wait > TimeSpan.Zero)
            {
                Wake(wait);
                return;
            }

            _queue.TryDequeue(out var waiter);
            Start(waiter, now);
        }
    }

    private void Start(LaneWaiter waiter, DateTimeOffset now)
    {
        if (FindHold(waiter.Turn, now) is { } hold)
        {
            waiter.Refuse(hold);
        }
        else if (waiter.TryStart())
        {
            _bucket.TryTake(now);
            _accounts.Spend(waiter.Turn.Account);
            HealthFor(waiter.Turn).Begin(now);
            _inFlight++;
            _paid++;
        }
    }

    // Those whom the registry's state does not concern queue up again.
    private void RefuseAll()
    {
        var now = time.GetUtcNow();
        for (var left = _queue.Count; left > 0 && _queue.TryDequeue(out var waiter); left--)
        {
            if (FindHold(waiter.Turn, now) is { } hold)
            {
                waiter.Refuse(hold);
            }
            else
            {
                _queue.Enqueue(waiter.Turn.Namespace, isUrgent: !waiter.Turn.IsRefresh, waiter);
            }
        }
    }

    private void Wake(TimeSpan after)
    {
        _timer ??= time.CreateTimer(_ => OnTimer(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _timer.Change(after, Timeout.InfiniteTimeSpan);
    }

    private void OnTimer()
    {
        lock (_lock)
        {
            Pump();
        }
    }
}
