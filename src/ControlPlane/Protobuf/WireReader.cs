using System.Buffers.Binary;
using System.Text;

namespace ImageStreams.ControlPlane;

/// <summary>Reads the wire format of protocol buffers, never beyond its bytes.</summary>
internal ref struct WireReader(ReadOnlySpan<byte> bytes)
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private ReadOnlySpan<byte> _rest = bytes;

    /// <summary>The next field; false at the end.</summary>
    /// <exception cref="FormatException">The bytes are no such format.</exception>
    public bool TryReadTag(out int field, out int wireType)
    {
        (field, wireType) = (0, 0);
        if (_rest.IsEmpty)
        {
            return false;
        }

        var tag = ReadVarint();
        (field, wireType) = (tag >> 3 is > 0 and <= int.MaxValue and var number ? (int)number : throw Broken(), (int)(tag & 7));
        return true;
    }

    public ulong ReadVarint()
    {
        ulong value = 0;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var next = Take(1)[0];
            value |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }

        throw Broken();
    }

    public ReadOnlySpan<byte> ReadBytes() => ReadVarint() is var length && length <= (ulong)_rest.Length ? Take((int)length) : throw Broken();

    public string ReadText()
    {
        try
        {
            return Strict.GetString(ReadBytes());
        }
        catch (DecoderFallbackException e)
        {
            throw new FormatException("a text is no valid UTF-8", e);
        }
    }

    public double ReadDouble() => BinaryPrimitives.ReadDoubleLittleEndian(Take(8));

    public float ReadFloat() => BinaryPrimitives.ReadSingleLittleEndian(Take(4));

    public void Skip(int wireType)
    {
        _ = wireType switch
        {
            0 => (int)(ReadVarint() & 0),
            1 => Take(8).Length,
            2 => ReadBytes().Length,
            5 => Take(4).Length,
            _ => throw Broken(),
        };
    }

    private static FormatException Broken() => new("the protocol buffer ends too early or is damaged");

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count > _rest.Length)
        {
            throw Broken();
        }

        var taken = _rest[..count];
        _rest = _rest[count..];
        return taken;
    }
}
