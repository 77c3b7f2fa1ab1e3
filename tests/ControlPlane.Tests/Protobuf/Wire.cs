using System.Text;

namespace ImageStreams.ControlPlane.Tests;

/// <summary>Writes protocol buffers, for tests.</summary>
internal static class Wire
{
    public static byte[] Number(int field, ulong value) => [.. Varint((ulong)field << 3), .. Varint(value)];

    public static byte[] Text(int field, string value) => Bytes(field, Encoding.UTF8.GetBytes(value));

    public static byte[] Bytes(int field, params byte[][] parts)
    {
        var content = parts.SelectMany(p => p).ToArray();
        return [.. Varint(((ulong)field << 3) | 2), .. Varint((ulong)content.Length), .. content];
    }

    public static byte[] Envelope(string apiVersion, string kind, params byte[][] fields) =>
        [.. "k8s\0"u8, .. Bytes(1, Text(1, apiVersion), Text(2, kind)), .. Bytes(2, fields), .. Text(3, ""), .. Text(4, "")];

    private static IEnumerable<byte> Varint(ulong value)
    {
        for (; value > 0x7f; value >>= 7)
        {
            yield return (byte)(value | 0x80);
        }

        yield return (byte)value;
    }
}
