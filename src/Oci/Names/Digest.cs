using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text.Json.Serialization;

namespace ImageStreams.Oci;

/// <summary>A content address, <c>algorithm:hex</c>; only what can be verified exists as a value of this type.</summary>
/// <remarks>
/// The grammar is strict (known algorithm, exact length, lower case), because digests become parts of URLs and file names:
/// docs/spec/references.md#digests.
/// </remarks>
[JsonConverter(typeof(DigestJsonConverter))]
public sealed record Digest
{
    private static readonly SearchValues<char> LowerHex = SearchValues.Create("0123456789abcdef");

    private Digest(string algorithm, string hex)
    {
        Algorithm = algorithm;
        Hex = hex;
    }

    public string Algorithm { get; }

    public string Hex { get; }

    /// <summary>The sha256 digest of <paramref name="content"/>.</summary>
    public static Digest Compute(ReadOnlySpan<byte> content) => new("sha256", Convert.ToHexStringLower(SHA256.HashData(content)));

    /// <exception cref="FormatException">The text is not a digest.</exception>
    public static Digest Parse(string text) =>
        TryParse(text, out var digest) ? digest : throw new FormatException($"invalid digest \"{Printable.Excerpt(text)}\"");

    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out Digest? digest)
    {
        digest = null;
        if (text is null || text.IndexOf(':', StringComparison.Ordinal) is not (> 0 and var colon))
        {
            return false;
        }

        var algorithm = text[..colon];
        var hex = text[(colon + 1)..];
        if (HexLength(algorithm) != hex.Length || hex.AsSpan().ContainsAnyExcept(LowerHex))
        {
            return false;
        }

        digest = new Digest(algorithm, hex);
        return true;
    }

    /// <summary>Whether <paramref name="content"/> has this digest.</summary>
    public bool Matches(ReadOnlySpan<byte> content)
    {
        using var hash = StartHash();
        hash.AppendData(content);
        return Matches(hash);
    }

    /// <summary>A hash to feed while content streams; ask <see cref="Matches(IncrementalHash)"/> at the end.</summary>
    public IncrementalHash StartHash() => IncrementalHash.CreateHash(Algorithm switch
    {
        "sha384" => HashAlgorithmName.SHA384,
        "sha512" => HashAlgorithmName.SHA512,
        _ => HashAlgorithmName.SHA256,
    });

    /// <summary>Whether what was fed to <paramref name="hash"/> has this digest; the hash starts anew.</summary>
    public bool Matches(IncrementalHash hash) =>
        string.Equals(Convert.ToHexStringLower(hash.GetHashAndReset()), Hex, StringComparison.Ordinal);

    public override string ToString() => $"{Algorithm}:{Hex}";

    /// <summary>How many hex digits a digest of this algorithm has; -1 if the algorithm is not supported.</summary>
    internal static int HexLength(string algorithm) => algorithm switch
    {
        "sha256" => 64,
        "sha384" => 96,
        "sha512" => 128,
        _ => -1,
    };
}
