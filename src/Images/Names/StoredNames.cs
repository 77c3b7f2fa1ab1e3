using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace ImageStreams.Images;

/// <summary>
/// The one mapping between the names that users meet and those of the stored objects, which must be DNS subdomains
/// (docs/spec/imagestream.md#stored-names). Different names are stored differently, and a stored name tells its served one.
/// </summary>
public static partial class StoredNames
{
    /// <summary>What a store accepts at most.</summary>
    public const int MaxLength = 253;

    private const string TooLong = "name is too long";
    private const string Reserved = "is reserved";
    private const string DigestPrefix = "sha256:";
    private const string StoredDigestPrefix = "sha256-";
    private const string Escape = "--";

    // Makes room for an escape at the beginning, where a dash may not stand; "x" is no hex digit, so nothing else is written so.
    private const string LeadingEscape = "x--x";

    /// <summary>Why nothing can be stored under this name; null when it can.</summary>
    public static string? FindProblem(string served)
    {
        if (served.Length == 0 || StoredDigest().IsMatch(served) || !IsWellFormed(served))
        {
            return Reserved;
        }

        return Encode(served).Length > MaxLength ? TooLong : null;
    }

    /// <exception cref="ArgumentException"><see cref="FindProblem"/> says why.</exception>
    public static string ToStored(string served) =>
        FindProblem(served) is { } problem ? throw new ArgumentException(problem, nameof(served)) : Encode(served);

    public static bool TryToStored(string served, [NotNullWhen(true)] out string? stored)
    {
        stored = FindProblem(served) is null ? Encode(served) : null;
        return stored is not null;
    }

    /// <summary>The served name; a stored name that this mapping never makes is shown as it is.</summary>
    public static string ToServed(string stored) => TryToServed(stored, out var served) ? served : stored;

    /// <summary>False for names that this mapping never makes: someone else stored the object.</summary>
    public static bool TryToServed(string stored, [NotNullWhen(true)] out string? served)
    {
        served = Decode(stored);
        if (served is not null && TryToStored(served, out var again) && again == stored)
        {
            return true;
        }

        served = null;
        return false;
    }

    /// <summary>Where the first character of a served name stands that is not stored as it is; -1 when there is none.</summary>
    /// <remarks>Names sort as they are served up to there. The colon of a digest is none: all digests have it.</remarks>
    public static int IndexOfEscape(string served) =>
        TryToStored(served, out var stored) ? stored.IndexOf(Escape, StringComparison.Ordinal) : -1;

    private static string Encode(string served)
    {
        if (ServedDigest().IsMatch(served))
        {
            return StoredDigestPrefix + served[DigestPrefix.Length..];
        }

        var bytes = Encoding.UTF8.GetBytes(served);
        var stored = new StringBuilder(bytes.Length + 8);
        if (!IsAlphanumeric(bytes[0]))
        {
            stored.Append(LeadingEscape);
        }

        for (var i = 0; i < bytes.Length; i++)
        {
            if (IsAlphanumeric(bytes[i]) || IsPlainSeparator(bytes, i))
            {
                stored.Append((char)bytes[i]);
            }
            else
            {
                stored.Append(CultureInfo.InvariantCulture, $"{Escape}{bytes[i]:x2}");
            }
        }

        return stored.ToString();
    }

    // A dot or dash stands for itself only before a letter or digit. What stands before it ends in one too, be it an escape, so
    // labels begin and end well and two dashes always mean an escape.
    private static bool IsPlainSeparator(byte[] bytes, int i) =>
        bytes[i] is (byte)'.' or (byte)'-' && i > 0 && i + 1 < bytes.Length && IsAlphanumeric(bytes[i + 1]);

    private static bool IsAlphanumeric(byte b) => b is (>= (byte)'a' and <= (byte)'z') or (>= (byte)'0' and <= (byte)'9');

    // Half a surrogate pair has no bytes of its own.
    private static bool IsWellFormed(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)) == text;

    private static string? Decode(string stored)
    {
        if (StoredDigest().IsMatch(stored))
        {
            return DigestPrefix + stored[StoredDigestPrefix.Length..];
        }

        var rest = stored.StartsWith(LeadingEscape, StringComparison.Ordinal) ? stored.AsSpan(LeadingEscape.Length) : stored;
        var bytes = new List<byte>(rest.Length);
        while (!rest.IsEmpty)
        {
            if (!rest.StartsWith(Escape, StringComparison.Ordinal))
            {
                if (!char.IsAscii(rest[0]))
                {
                    return null;
                }

                bytes.Add((byte)rest[0]);
                rest = rest[1..];
                continue;
            }

            if (rest.Length < 4
                || !byte.TryParse(rest.Slice(2, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value))
            {
                return null;
            }

            bytes.Add(value);
            rest = rest[4..];
        }

        return Encoding.UTF8.GetString([.. bytes]);
    }

    [GeneratedRegex(@"\Asha256:[0-9a-f]{64}\z")]
    private static partial Regex ServedDigest();

    [GeneratedRegex(@"\Asha256-[0-9a-f]{64}\z")]
    private static partial Regex StoredDigest();
}
