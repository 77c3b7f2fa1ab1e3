using System.Security.Cryptography;
using System.Text;

namespace ImageStreams.Operator;

/// <summary>Whether who sends a notification knows the secret. How long the answer takes does not tell how much of it was right.</summary>
internal static class EventsCredential
{
    private const string Bearer = "Bearer ";
    private const string Basic = "Basic ";
    private const string Signature = "sha256=";
    private const int MaxHeader = 4096;

    /// <summary>Whether a header <c>Authorization</c> has the secret: as a bearer token, or as the password of any user.</summary>
    public static bool IsIn(string authorization, string secret)
    {
        if (authorization.Length > MaxHeader)
        {
            return false;
        }

        if (authorization.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase))
        {
            return IsSame(authorization[Bearer.Length..].Trim(), secret);
        }

        return authorization.StartsWith(Basic, StringComparison.OrdinalIgnoreCase)
            && PasswordOf(authorization[Basic.Length..].Trim()) is { } password
            && IsSame(password, secret);
    }

    /// <summary>Whether the header <c>X-Hub-Signature-256</c> is what the secret makes of the body.</summary>
    public static bool Signs(string signature, ReadOnlySpan<byte> body, string secret)
    {
        if (!signature.StartsWith(Signature, StringComparison.Ordinal))
        {
            return false;
        }

        Span<byte> expected = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), body, expected);
        return IsSame(signature[Signature.Length..].ToLowerInvariant(), Convert.ToHexStringLower(expected));
    }

    private static string? PasswordOf(string base64)
    {
        var bytes = new byte[base64.Length];
        if (!Convert.TryFromBase64String(base64, bytes, out var length))
        {
            return null;
        }

        var text = Encoding.UTF8.GetString(bytes, 0, length);
        return text.IndexOf(':', StringComparison.Ordinal) is >= 0 and var colon ? text[(colon + 1)..] : null;
    }

    // Hashes have one length, whatever was sent.
    private static bool IsSame(string given, string expected) => CryptographicOperations.FixedTimeEquals(
        SHA256.HashData(Encoding.UTF8.GetBytes(given)), SHA256.HashData(Encoding.UTF8.GetBytes(expected)));
}
