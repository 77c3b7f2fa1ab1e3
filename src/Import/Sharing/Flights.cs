namespace ImageStreams.Import;

/// <summary>
/// Has what several want at the same time fetched by one of them. What was fetched is kept for those who come later and say since when it is
/// good for them.
/// </summary>
public sealed class Flights<TKey, TValue>(TimeProvider time)
    where TKey : notnull
    where TValue : class
{
    private const int MaxKept = 10_000;

    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    private readonly Lock _lock = new();
    private readonly Dictionary<TKey, Flight> _flights = [];
    private long _count;

    /// <summary>Whether what was fetched is kept when nobody waits for it any more. Default yes.</summary>
    public bool Keeps { get; init; } = true;

    /// <summary>What somebody has fetched, or is fetching, or else what <paramref name="fly"/> fetches.</summary>
    /// <param name="key">What is wanted.</param>
    /// <param name="since">What was begun since then is good enough; null for what begins after this call.</param>
    /// <param name="fly">Fetches it, given what was there before. A failure is told to all who wait for it.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public async Task<TValue> RunAsync(TKey key, DateTimeOffset? since, Func<TValue?, Task<TValue>> fly, CancellationToken cancellationToken)
    {
        for (long? after = null; ;)
        {
            var leads = false;
            Flight flight;
            lock (_lock)
            {
                var current = _flights.GetValueOrDefault(key);
                after ??= current?.Number ?? 0;
                leads = current is null || (current.Value.IsCompleted && !IsGood(current, since, after.Value));
                flight = leads ? Begin(key, current) : current!;
            }

            if (leads)
            {
                return await LeadAsync(key, flight, fly);
            }

            if (!IsGood(flight, since, after.Value))
            {
                await ((Task)flight.Value).WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                cancellationToken.ThrowIfCancellationRequested();
                continue;
            }

            try
            {
                return await flight.Value.WaitAsync(cancellationToken);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                after = flight.Number; // whoever led has given up
            }
        }
    }

    /// <summary>What was fetched, if that was begun since then; null if not.</summary>
    public TValue? Find(TKey key, DateTimeOffset since)
    {
        lock (_lock)
        {
            return _flights.GetValueOrDefault(key) is { } flight && flight.Began >= since ? flight.Landed : null;
        }
    }

    /// <summary>Has something that was fetched under another key be known under this one too.</summary>
    public void Put(TKey key, TValue value)
    {
        lock (_lock)
        {
            Begin(key, _flights.GetValueOrDefault(key)).Land(value);
        }
    }

    private static bool IsGood(Flight flight, DateTimeOffset? since, long after) =>
        flight.Number > after || (since <= flight.Began && (!flight.Value.IsCompleted || flight.Value.IsCompletedSuccessfully));

    private async Task<TValue> LeadAsync(TKey key, Flight flight, Func<TValue?, Task<TValue>> fly)
    {
        try
        {
            var value = await fly(flight.Previous);
            flight.Land(value);
            return value;
        }
        catch (OperationCanceledException)
        {
            flight.Landing.TrySetCanceled();
            throw;
        }
        catch (Exception e)
        {
            flight.Landing.TrySetException(e);
            _ = flight.Value.Exception; // told here, whether others wait or not
            throw;
        }
        finally
        {
            Land(key, flight);
        }
    }

    private void Land(TKey key, Flight flight)
    {
        lock (_lock)
        {
            if (!Keeps && _flights.GetValueOrDefault(key) == flight)
            {
                _flights.Remove(key);
            }
        }
    }

    private Flight Begin(TKey key, Flight? last)
    {
        if (_flights.Count >= MaxKept)
        {
            Trim();
        }

        return _flights[key] = new Flight(++_count, time.GetUtcNow(), last?.Landed ?? last?.Previous);
    }

    private void Trim()
    {
        var now = time.GetUtcNow();
        foreach (var (key, _) in _flights.Where(f => f.Value.Value.IsCompleted && now - f.Value.Began > Longest).ToList())
        {
            _flights.Remove(key);
        }

        if (_flights.Count >= MaxKept)
        {
            _flights.Clear(); // those under way go on for those who wait for them
        }
    }

    private sealed class Flight(long number, DateTimeOffset began, TValue? previous)
    {
        public long Number { get; } = number;

        public DateTimeOffset Began { get; } = began;

        public TValue? Previous { get; } = previous;

        public TaskCompletionSource<TValue> Landing { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<TValue> Value => Landing.Task;

        /// <summary>What was fetched; null until it was.</summary>
        public TValue? Landed { get; private set; }

        public void Land(TValue value)
        {
            Landed = value;
            Landing.TrySetResult(value);
        }
    }
}
