namespace ImageStreams.Images;

/// <summary>Times as documents hold them: whole seconds.</summary>
internal static class WireTime
{
    /// <summary>What comes back when <paramref name="time"/> is written and read: without it, an unchanged object looks changed.</summary>
    public static DateTimeOffset Truncate(DateTimeOffset time) =>
        new(time.UtcTicks - (time.UtcTicks % TimeSpan.TicksPerSecond), TimeSpan.Zero);
}
