namespace ImageStreams.Images;

/// <summary>When a failed import is tried again: after waits that double up to a longest one, all counted from the first failure.</summary>
/// <remarks>
/// The times follow from the first failure alone, so that they can be rebuilt from the condition that holds it
/// (docs/spec/imports.md#retries).
/// </remarks>
/// <param name="First">The wait after the first failure; above zero.</param>
/// <param name="Longest">The wait that is repeated for ever; at least <paramref name="First"/>.</param>
public sealed record RetryBackoff(TimeSpan First, TimeSpan Longest)
{
    public static RetryBackoff Default { get; } = new(TimeSpan.FromSeconds(30), TimeSpan.FromHours(1));

    /// <summary>The first attempt after <paramref name="moment"/>.</summary>
    /// <param name="since">When the import failed first.</param>
    /// <param name="moment">The latest attempt.</param>
    public DateTimeOffset Next(DateTimeOffset since, DateTimeOffset moment)
    {
        var (attempt, wait) = (since + First, First);
        while (attempt <= moment && wait < Longest)
        {
            wait = Longer(wait);
            attempt += wait;
        }

        if (attempt > moment)
        {
            return attempt;
        }

        var missed = ((moment - attempt).Ticks / Longest.Ticks) + 1;
        return attempt + TimeSpan.FromTicks(missed * Longest.Ticks);
    }

    /// <summary>
    /// What a condition says of the next attempt: it stops being rewritten when the waits stop growing, so that an image that
    /// never comes costs no writes for ever.
    /// </summary>
    internal DateTimeOffset Announce(DateTimeOffset since, DateTimeOffset moment)
    {
        var (attempt, wait) = (since + First, First);
        while (attempt <= moment && wait < Longest)
        {
            wait = Longer(wait);
            attempt += wait;
        }

        return attempt;
    }

    /// <summary>The latest attempt before <paramref name="next"/>, when all went by the waits.</summary>
    internal DateTimeOffset AttemptBefore(DateTimeOffset since, DateTimeOffset next)
    {
        var (before, attempt, wait) = (since, since + First, First);
        while (attempt < next && wait < Longest)
        {
            wait = Longer(wait);
            (before, attempt) = (attempt, attempt + wait);
        }

        return before;
    }

    /// <summary>The same waits, a part of them shorter, in whole seconds.</summary>
    /// <param name="part">From 0 to 1.</param>
    internal RetryBackoff ShorterBy(double part) => new(Shorter(First, part), Shorter(Longest, part));

    /// <summary>The waits for a reason: what only a change can cure is looked at rarely from the start.</summary>
    internal RetryBackoff For(string? reason) => ImportReasons.IsPermanent(reason) ? this with { First = Longest } : this;

    /// <summary>Waits no longer than <paramref name="interval"/>: a scheduled tag is not looked at more rarely because it fails.</summary>
    internal RetryBackoff NoLongerThan(TimeSpan interval) =>
        interval >= Longest ? this : new RetryBackoff(First < interval ? First : interval, interval);

    private static TimeSpan Shorter(TimeSpan wait, double part) => TimeSpan.FromSeconds(Math.Ceiling(wait.TotalSeconds * (1 - part)));

    private TimeSpan Longer(TimeSpan wait) => wait >= Longest / 2 ? Longest : wait * 2;
}
