namespace ImageStreams.Images;

/// <summary>
/// What an account may still ask of a registry, by the registry's own word: when little is left, checks of what is here already are put
/// off; when nothing is left, everything is (docs/spec/importing.md#limits).
/// </summary>
public sealed class RateBudget
{
    /// <summary>How much is little, where the registry does not say of how much.</summary>
    private const long Few = 5;

    private static readonly TimeSpan ShortestPause = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan LongestPause = TimeSpan.FromHours(1);

    private static readonly TimeSpan UnknownPause = TimeSpan.FromMinutes(1);

    private RateNotice? _notice;
    private DateTimeOffset _at;
    private long _left;

    /// <summary>Whether the registry has said how much it allows.</summary>
    public bool IsKnown => _notice is not null;

    /// <summary>The registry has spoken.</summary>
    /// <param name="notice">What it said.</param>
    /// <param name="underWay">Other requests that it may not have counted yet.</param>
    /// <param name="now">The time.</param>
    public void Note(RateNotice notice, int underWay, DateTimeOffset now) => (_notice, _at, _left) = (notice, now, notice.Remaining - underWay);

    /// <summary>A request goes.</summary>
    public void Spend() => _left--;

    /// <summary>Until when a request has to wait; null when it may go.</summary>
    /// <param name="isRefresh">Whether it looks after something that is here already.</param>
    /// <param name="now">The time.</param>
    public DateTimeOffset? FindHold(bool isRefresh, DateTimeOffset now)
    {
        if (_notice is not { } notice)
        {
            return null;
        }

        var wanted = isRefresh ? (notice.Limit is { } limit ? Math.Max(1, limit / 10) : Few) : 0;
        var until = _at + Pause(notice, wanted);
        return _left > wanted || until <= now ? null : until;
    }

    // By the registry's own clock; else as long as it takes a sliding window to give back what lacks. It does not move while it lasts.
    private static TimeSpan Pause(RateNotice notice, long wanted)
    {
        var pause = notice.Reset ?? (notice is { Window: { } window, Limit: > 0 and var limit }
            ? window / limit * Math.Max(1, wanted - notice.Remaining + 1)
            : UnknownPause);
        return pause < ShortestPause ? ShortestPause : pause > LongestPause ? LongestPause : pause;
    }
}
