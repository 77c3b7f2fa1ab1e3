namespace ImageStreams.Images;

/// <summary>
/// Leaves a registry alone that fails again and again, and looks now and then whether it is back (docs/spec/importing.md#a-registry-that-is-down).
/// </summary>
/// <param name="threshold">So many failures in a row open it.</param>
public sealed class CircuitBreaker(int threshold)
{
    /// <summary>For how long a registry is left alone at first; it doubles with each vain look.</summary>
    public static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(15);

    /// <summary>For how long at most, so that one that has come back is noticed within this time.</summary>
    public static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);

    private int _failures;
    private TimeSpan _pause = FirstPause;

    public BreakerState State { get; private set; }

    /// <summary>When the registry is asked again; null while it is asked.</summary>
    public DateTimeOffset? AskedAgainAt { get; private set; }

    /// <summary>Whether there is nothing to remember.</summary>
    public bool IsIdle => State == BreakerState.Closed && _failures == 0;

    /// <summary>Whether a request may go.</summary>
    /// <param name="underWay">How many are under way: while it is not known whether the registry is back, one is enough.</param>
    /// <param name="now">The time.</param>
    public bool MayAsk(int underWay, DateTimeOffset now) => State switch
    {
        BreakerState.Closed => true,
        BreakerState.HalfOpen => underWay == 0,
        _ => underWay == 0 && now >= AskedAgainAt,
    };

    /// <summary>Whether it is time to find out if the registry is back; then whoever asks this does.</summary>
    public bool TryProbe(DateTimeOffset now)
    {
        if (State != BreakerState.Open || now < AskedAgainAt)
        {
            return false;
        }

        (State, AskedAgainAt) = (BreakerState.HalfOpen, null);
        return true;
    }

    /// <summary>The registry answers somebody who only wanted to know that. Returns whether it is asked again from now on.</summary>
    /// <remarks>What it makes of real requests is not known yet: the first failure is enough to leave it alone again.</remarks>
    public bool Revive()
    {
        if (State != BreakerState.HalfOpen)
        {
            return false;
        }

        (State, _failures) = (BreakerState.Closed, threshold - 1);
        return true;
    }

    /// <summary>The registry has answered a request, be it with a refusal. Returns whether that is news.</summary>
    public bool Succeed()
    {
        var isNews = State != BreakerState.Closed;
        (State, AskedAgainAt, _failures, _pause) = (BreakerState.Closed, null, 0, FirstPause);
        return isNews;
    }

    /// <summary>The registry has broken down over a request, or did not answer. Returns whether it is left alone from now on.</summary>
    /// <remarks>What was under way when it was left alone changes nothing any more.</remarks>
    public bool Fail(DateTimeOffset now)
    {
        _failures++;
        if (State == BreakerState.Open || (State == BreakerState.Closed && _failures < threshold))
        {
            return false;
        }

        (State, AskedAgainAt) = (BreakerState.Open, now + _pause);
        _pause = _pause * 2 < LongestPause ? _pause * 2 : LongestPause;
        return true;
    }
}
