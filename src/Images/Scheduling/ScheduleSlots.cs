using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace ImageStreams.Images;

/// <summary>
/// When a scheduled tag is checked: once in every interval, at an offset that follows from where it comes from. Nothing is stored, sources
/// are spread over the interval, and all tags from one source can share one look at it (docs/spec/imports.md#schedule).
/// </summary>
internal static class ScheduleSlots
{
    /// <summary>The latest slot that is not after <paramref name="moment"/>.</summary>
    public static DateTimeOffset Latest(string source, TimeSpan interval, DateTimeOffset moment)
    {
        var offset = (long)(Hash(source) % (ulong)interval.Ticks);
        var sinceSlot = (moment.UtcTicks - offset) % interval.Ticks;
        return new DateTimeOffset(moment.UtcTicks - sinceSlot, TimeSpan.Zero);
    }

    /// <summary>A number from 0 to 1 for a tag, so that tags that failed together are not tried together.</summary>
    public static double Spread(string uid, string tag) => Hash($"{uid}/{tag}") / (double)ulong.MaxValue;

    private static ulong Hash(string text) => BinaryPrimitives.ReadUInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
