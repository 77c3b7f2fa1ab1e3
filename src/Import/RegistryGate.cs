namespace ImageStreams.Import;

/// <summary>
/// Keeps registries from being overrun, and slow ones from holding everybody up: few requests at a time to each, and few streams
/// that wait for it (docs/spec/importing.md#fairness).
/// </summary>
internal sealed class RegistryGate(ImportSettingsSource settings)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Lane> _lanes = new(StringComparer.Ordinal);

    /// <summary>Registries that are spoken to at this moment.</summary>
    public int Lanes
    {
        get
        {
            lock (_lock)
            {
                return _lanes.Count;
            }
        }
    }

    /// <summary>Lets a stream wait for a registry, or says with null that enough others do.</summary>
    public IDisposable? TryAdmit(string registry)
    {
        lock (_lock)
        {
            var lane = Find(registry);
            if (lane.Streams >= settings.Current.StreamsPerRegistry)
            {
                return null;
            }

            lane.Streams++;
            return new Admission(this, lane);
        }
    }

    /// <summary>Sends a request when the registry has room for it.</summary>
    public async Task<T> RunAsync<T>(string registry, Func<Task<T>> request, CancellationToken cancellationToken)
    {
        Lane lane;
        lock (_lock)
        {
            lane = Find(registry);
            lane.Requests++;
        }

        try
        {
            await lane.Slots.WaitAsync(cancellationToken);
            try
            {
                return await request();
            }
            finally
            {
                lane.Slots.Release();
            }
        }
        finally
        {
            lock (_lock)
            {
                lane.Requests--;
                DropIfIdle(lane);
            }
        }
    }

    private Lane Find(string registry)
    {
        if (!_lanes.TryGetValue(registry, out var lane))
        {
            _lanes[registry] = lane = new Lane(registry, settings.Current.RequestsPerRegistry);
        }

        return lane;
    }

    // Hosts are named by users: what nobody speaks to any more is forgotten.
    private void DropIfIdle(Lane lane)
    {
        if (lane is { Streams: 0, Requests: 0 })
        {
            _lanes.Remove(lane.Registry);
        }
    }

    private void Leave(Lane lane)
    {
        lock (_lock)
        {
            lane.Streams--;
            DropIfIdle(lane);
        }
    }

    private sealed class Lane(string registry, int requests)
    {
        public string Registry { get; } = registry;

        public SemaphoreSlim Slots { get; } = new(requests);

        public int Streams { get; set; }

        public int Requests { get; set; }
    }

    private sealed class Admission(RegistryGate gate, Lane lane) : IDisposable
    {
        private int _left;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _left, 1) == 0)
            {
                gate.Leave(lane);
            }
        }
    }
}
