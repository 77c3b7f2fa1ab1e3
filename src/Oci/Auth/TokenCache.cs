using System.Collections.Concurrent;

namespace ImageStreams.Oci;

/// <summary>Tokens by what they are good for; of several requests that miss the same token, one fetches it.</summary>
internal sealed class TokenCache(TimeProvider time, int capacity)
{
    private readonly ConcurrentDictionary<TokenKey, Slot> _slots = new();

    /// <summary>The cached token, or a new one.</summary>
    public async Task<Token> GetAsync(TokenKey key, Func<CancellationToken, Task<Token>> fetch, CancellationToken cancellationToken)
    {
        var slot = _slots.GetOrAdd(key, _ => new Slot());
        if (slot.Find(time.GetUtcNow()) is { } cached)
        {
            return cached;
        }

        await slot.Gate.WaitAsync(cancellationToken);
        try
        {
            if (slot.Find(time.GetUtcNow()) is { } fetchedMeanwhile)
            {
                return fetchedMeanwhile;
            }

            var token = await fetch(cancellationToken);
            slot.Token = token;
            Trim();
            return token;
        }
        finally
        {
            slot.Gate.Release();
        }
    }

    public bool Has(TokenKey key) => _slots.TryGetValue(key, out var slot) && slot.Find(time.GetUtcNow()) is not null;

    /// <summary>Drops a token that the registry no longer takes.</summary>
    public void Forget(TokenKey key)
    {
        if (_slots.TryGetValue(key, out var slot))
        {
            slot.Token = null;
        }
    }

    private void Trim()
    {
        if (_slots.Count <= capacity)
        {
            return;
        }

        // Soonest to expire first. A slot that is just being filled loses its place, which costs one more fetch and nothing else.
        foreach (var (key, _) in _slots.OrderBy(s => s.Value.Token?.UsableUntil ?? DateTimeOffset.MinValue).Take(_slots.Count - (capacity / 2)))
        {
            _slots.TryRemove(key, out _);
        }
    }

    private sealed class Slot
    {
        private volatile Token? _token;

        public SemaphoreSlim Gate { get; } = new(1, 1);

        public Token? Token
        {
            get => _token;
            set => _token = value;
        }

        public Token? Find(DateTimeOffset now) => Token is { } token && token.UsableUntil > now ? token : null;
    }
}
