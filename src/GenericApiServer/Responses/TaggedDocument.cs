using System.Security.Cryptography;

namespace ImageStreams.GenericApiServer;

/// <summary>Bytes that clients may keep, with the hash by which they ask whether they are still the same.</summary>
internal sealed record TaggedDocument(byte[] Bytes, string ContentType)
{
    /// <summary>SHA-512 in upper-case hexadecimal digits.</summary>
    public string Hash { get; } = Convert.ToHexString(SHA512.HashData(Bytes));
}
