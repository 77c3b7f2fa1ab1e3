using System.Buffers.Binary;
using System.Text;

namespace ImageStreams.Images;

/// <summary>
/// The name of an image or a blob: a sha256 digest in 32 bytes instead of the 164 that its text takes, since a cluster has millions of them.
/// Any other name is kept as it is.
/// </summary>
public readonly record struct BlobName
{
    private const int HashBytes = 32;
    private const int TextLength = 7 + (2 * HashBytes);

    private readonly ulong _first;
    private readonly ulong _second;
    private readonly ulong _third;
    private readonly ulong _fourth;
    private readonly string? _text;

    private BlobName(ReadOnlySpan<byte> hash)
    {
        _first = BinaryPrimitives.ReadUInt64BigEndian(hash);
        _second = BinaryPrimitives.ReadUInt64BigEndian(hash[8..]);
        _third = BinaryPrimitives.ReadUInt64BigEndian(hash[16..]);
        _fourth = BinaryPrimitives.ReadUInt64BigEndian(hash[24..]);
        _text = Digest;
    }

    private BlobName(string text) => _text = text;

    /// <summary>Marks the names that are digests.</summary>
    private static string Digest { get; } = "sha256:";

    /// <summary>Whether there is no name at all.</summary>
    public bool IsEmpty => string.IsNullOrEmpty(_text);

    /// <summary>The first byte of a digest, by which digests can be dealt out evenly; 0 for other names.</summary>
    public byte FirstByte => (byte)(_first >> 56);

    public static BlobName Of(string? name)
    {
        if (name is not { Length: > 0 })
        {
            return default;
        }

        Span<byte> hash = stackalloc byte[HashBytes];
        return name.Length == TextLength && name.StartsWith(Digest, StringComparison.Ordinal) && TryParse(name.AsSpan(Digest.Length), hash)
            ? new(hash)
            : new(name);
    }

    /// <param name="utf8">The name; text that is not UTF-8 is read as well as it can be.</param>
    public static BlobName Of(ReadOnlySpan<byte> utf8) => TryParse(utf8, "sha256:"u8, out var name) ? name : Of(Encoding.UTF8.GetString(utf8));

    /// <summary>The name under which an image is served, of the one under which it is stored (docs/spec/imagestream.md#stored-names).</summary>
    public static BlobName OfStored(ReadOnlySpan<byte> utf8) =>
        TryParse(utf8, "sha256-"u8, out var name) ? name : Of(StoredNames.ToServed(Encoding.UTF8.GetString(utf8)));

    /// <summary>The order in which the texts would stand.</summary>
    public static int Compare(BlobName left, BlobName right) => (left.IsDigest, right.IsDigest) switch
    {
        (true, true) => left.CompareHash(right),
        _ => string.CompareOrdinal(left.ToString(), right.ToString()),
    };

    /// <summary>Writes the text, which is that of a digest if it returns true.</summary>
    /// <param name="utf8">Room for 71 bytes.</param>
    public bool TryWriteDigest(Span<byte> utf8)
    {
        if (!IsDigest)
        {
            return false;
        }

        Span<byte> hash = stackalloc byte[HashBytes];
        Write(hash);
        "sha256:"u8.CopyTo(utf8);
        return Convert.TryToHexStringLower(hash, utf8[Digest.Length..], out _);
    }

    public override string ToString()
    {
        if (!IsDigest)
        {
            return _text ?? "";
        }

        Span<byte> hash = stackalloc byte[HashBytes];
        Write(hash);
        return $"{Digest}{Convert.ToHexStringLower(hash)}";
    }

    public bool Equals(BlobName other) => _first == other._first && _second == other._second && _third == other._third && _fourth == other._fourth
        && string.Equals(_text, other._text, StringComparison.Ordinal);

    /// <summary>Any part of a digest is as good as a hash of all of it.</summary>
    public override int GetHashCode() => IsDigest ? (int)_second : string.GetHashCode(_text, StringComparison.Ordinal);

    private bool IsDigest => ReferenceEquals(_text, Digest);

    private static bool TryParse(ReadOnlySpan<byte> utf8, ReadOnlySpan<byte> prefix, out BlobName name)
    {
        name = default;
        Span<byte> hash = stackalloc byte[HashBytes];
        if (utf8.Length != TextLength || !utf8.StartsWith(prefix) || !TryParse(utf8[prefix.Length..], hash))
        {
            return false;
        }

        name = new(hash);
        return true;
    }

    /// <inheritdoc cref="TryParse(ReadOnlySpan{char}, Span{byte})"/>
    private static bool TryParse(ReadOnlySpan<byte> hex, Span<byte> hash) =>
        !hex.ContainsAnyInRange((byte)'A', (byte)'F') && Convert.FromHexString(hex, hash, out _, out _) == System.Buffers.OperationStatus.Done;

    /// <summary>Capital letters make another name of it.</summary>
    private static bool TryParse(ReadOnlySpan<char> hex, Span<byte> hash) =>
        !hex.ContainsAnyInRange('A', 'F') && Convert.FromHexString(hex, hash, out _, out _) == System.Buffers.OperationStatus.Done;

    private void Write(Span<byte> hash)
    {
        BinaryPrimitives.WriteUInt64BigEndian(hash, _first);
        BinaryPrimitives.WriteUInt64BigEndian(hash[8..], _second);
        BinaryPrimitives.WriteUInt64BigEndian(hash[16..], _third);
        BinaryPrimitives.WriteUInt64BigEndian(hash[24..], _fourth);
    }

    private int CompareHash(BlobName other)
    {
        var first = _first.CompareTo(other._first);
        var second = first != 0 ? first : _second.CompareTo(other._second);
        var third = second != 0 ? second : _third.CompareTo(other._third);
        return third != 0 ? third : _fourth.CompareTo(other._fourth);
    }
}
