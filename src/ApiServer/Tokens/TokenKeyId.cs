using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace ImageStreams.ApiServer;

/// <summary>Names of keys, as distribution's specification of tokens has them: twelve groups of four letters and digits, made of the key's hash.</summary>
internal static class TokenKeyId
{
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private const int HashedBytes = 30;
    private const int GroupLength = 4;

    public static string Of(PublicKey key)
    {
        var hash = SHA256.HashData(key.ExportSubjectPublicKeyInfo()).AsSpan(0, HashedBytes);
        return string.Join(':', Base32(hash).Chunk(GroupLength).Select(group => new string(group)));
    }

    /// <summary>Five bits a letter; the bits of 30 bytes come out even.</summary>
    private static List<char> Base32(ReadOnlySpan<byte> bytes)
    {
        var letters = new List<char>(bytes.Length * 8 / 5);
        var (bits, count) = (0, 0);
        foreach (var b in bytes)
        {
            (bits, count) = ((bits << 8) | b, count + 8);
            for (; count >= 5; count -= 5)
            {
                letters.Add(Alphabet[(bits >> (count - 5)) & 31]);
            }

            bits &= (1 << count) - 1;
        }

        return letters;
    }
}
