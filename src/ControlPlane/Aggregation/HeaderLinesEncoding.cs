using System.Text;

namespace ImageStreams.ControlPlane;

/// <summary>Lets a header appear in several lines.</summary>
/// <remarks>
/// <see cref="SocketsHttpHandler"/> joins the values of a header with commas. Group names may contain commas, and servers read one group per line. So the
/// values are given as one, with <see cref="Separator"/> between them, and become lines when the value is encoded (HTTP/1.1 only). A value itself
/// never has the separator: control characters are refused before.
/// </remarks>
internal sealed class HeaderLinesEncoding(string name) : Encoding
{
    public const char Separator = '\u001e';
    private readonly byte[] _nextLine = UTF8.GetBytes($"\r\n{name}: ");

    public override int GetByteCount(char[] chars, int index, int count) => GetByteCount(chars.AsSpan(index, count));

    public override int GetByteCount(ReadOnlySpan<char> chars) => UTF8.GetByteCount(chars) + (chars.Count(Separator) * (_nextLine.Length - 1));

    public override int GetBytes(char[] chars, int charIndex, int charCount, byte[] bytes, int byteIndex) =>
        GetBytes(chars.AsSpan(charIndex, charCount), bytes.AsSpan(byteIndex));

    public override int GetBytes(ReadOnlySpan<char> chars, Span<byte> bytes)
    {
        var written = 0;
        foreach (var part in chars.Split(Separator))
        {
            if (part.Start.Value > 0)
            {
                _nextLine.CopyTo(bytes[written..]);
                written += _nextLine.Length;
            }

            written += UTF8.GetBytes(chars[part], bytes[written..]);
        }

        return written;
    }

    public override int GetMaxByteCount(int charCount) => UTF8.GetMaxByteCount(charCount) + (charCount * _nextLine.Length);

    public override int GetCharCount(byte[] bytes, int index, int count) => UTF8.GetCharCount(bytes, index, count);

    public override int GetChars(byte[] bytes, int byteIndex, int byteCount, char[] chars, int charIndex) =>
        UTF8.GetChars(bytes, byteIndex, byteCount, chars, charIndex);

    public override int GetMaxCharCount(int byteCount) => UTF8.GetMaxCharCount(byteCount);
}
