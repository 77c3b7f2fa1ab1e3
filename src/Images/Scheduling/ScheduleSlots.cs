using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace ImageStreams.Images;

/// <summary>
/// When a scheduled tag is checked: once in every interval, at an offset that follows from the stream's uid and the tag. Nothing
/// is stored, and no two streams meet by design (docs/spec/imports.md#schedule).
/// </summary>
internal static class ScheduleSlots
{
    /// <summary>The latest slot that is not after <paramref name="moment"/>.</summary>
    public static DateTimeOffset Latest(string uid, string tag, TimeSpan interval, DateTimeOffset moment)
    {
        var offset = (long)(Hash(uid, tag) % (ulong)interval.Ticks);
        var sinceSlot = (moment.UtcTicks - offset) % interval.Ticks;
        return new DateTimeOffset(moment.UtcTicks - sinceSlot, TimeSpan.Zero);
    }

    private static ulong Hash(string uid, string tag) =>
        BinaryPrimitives.ReadUInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes($"{uid}/{tag}")));
}
