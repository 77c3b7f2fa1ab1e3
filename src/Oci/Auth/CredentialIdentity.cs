using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace ImageStreams.Oci;

/// <summary>Names credentials without showing them: the same ones in the same order have the same name, in this process only.</summary>
public static class CredentialIdentity
{
    private static readonly byte[] Key = RandomNumberGenerator.GetBytes(32);

    /// <summary>Whom a registry sees that asks for no login.</summary>
    public const string Nobody = "";

    public static string Of(IEnumerable<RegistryCredential> credentials)
    {
        using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, Key);
        foreach (var credential in credentials)
        {
            Append(hash, credential.Username);
            Append(hash, credential.Password);
            Append(hash, credential.IdentityToken);
            Append(hash, credential.RegistryToken);
        }

        return Convert.ToBase64String(hash.GetHashAndReset());
    }

    // With its length, so that no two lists run into the same bytes.
    private static void Append(IncrementalHash hash, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        Span<byte> length = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(length, bytes.Length);
        hash.AppendData(length);
        hash.AppendData(bytes);
    }
}
