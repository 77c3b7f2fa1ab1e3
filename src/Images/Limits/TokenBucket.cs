namespace ImageStreams.Images;

/// <summary>How many requests may go: a steady rate, and a burst after a pause (docs/spec/importing.md#limits).</summary>
/// <param name="perSecond">The rate; above zero.</param>
/// <param name="burst">How many may go at once after a pause; at least one.</param>
/// <param name="now">The time; the bucket is full.</param>
public sealed class TokenBucket(double perSecond, double burst, DateTimeOffset now)
{
    private readonly double _burst = burst;
    private double _tokens = burst;
    private DateTimeOffset _at = now;

    /// <summary>Whether it is as if nothing had gone for long.</summary>
    public bool IsFull(DateTimeOffset now)
    {
        Fill(now);
        return _tokens >= _burst;
    }

    /// <summary>Takes the leave for one request, if there is one.</summary>
    public bool TryTake(DateTimeOffset now)
    {
        Fill(now);
        if (_tokens < 1)
        {
            return false;
        }

        _tokens--;
        return true;
    }

    /// <summary>Takes off what went without leave: one request became several. Those that follow wait for it.</summary>
    public void Charge(int requests) => _tokens -= requests;

    /// <summary>How long it takes until a request may go.</summary>
    public TimeSpan Wait(DateTimeOffset now)
    {
        Fill(now);
        return _tokens >= 1 ? TimeSpan.Zero : TimeSpan.FromTicks((long)Math.Ceiling((1 - _tokens) / perSecond * TimeSpan.TicksPerSecond));
    }

    // A clock that is set back fills nothing.
    private void Fill(DateTimeOffset now)
    {
        if (now > _at)
        {
            _tokens = Math.Min(_burst, _tokens + ((now - _at).TotalSeconds * perSecond));
        }

        _at = now;
    }
}
