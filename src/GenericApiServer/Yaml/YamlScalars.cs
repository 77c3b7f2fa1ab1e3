using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace ImageStreams.GenericApiServer;

/// <summary>What a plain YAML scalar means, by the rules of YAML 1.1 that Kubernetes tools follow: <c>yes</c> is true, <c>0o17</c> is 15.</summary>
/// <remarks>docs/spec/server.md#yaml</remarks>
internal static partial class YamlScalars
{
    /// <summary>Whether the plain text stands for something else than itself.</summary>
    public static bool IsSpecial(string text) => TryResolve(text, out _) || IsTimestamp(text);

    /// <summary>Reads null, truth values and numbers; false when the text is only a text.</summary>
    public static bool TryResolve(string text, out JsonNode? value)
    {
        value = null;
        switch (text)
        {
            case "" or "~" or "null" or "Null" or "NULL":
                return true;
            case "true" or "True" or "TRUE" or "yes" or "Yes" or "YES" or "on" or "On" or "ON" or "y" or "Y":
                value = JsonValue.Create(true);
                return true;
            case "false" or "False" or "FALSE" or "no" or "No" or "NO" or "off" or "Off" or "OFF" or "n" or "N":
                value = JsonValue.Create(false);
                return true;
            case ".nan" or ".NaN" or ".NAN":
                value = JsonValue.Create(double.NaN);
                return true;
            case ".inf" or ".Inf" or ".INF" or "+.inf" or "+.Inf" or "+.INF":
                value = JsonValue.Create(double.PositiveInfinity);
                return true;
            case "-.inf" or "-.Inf" or "-.INF":
                value = JsonValue.Create(double.NegativeInfinity);
                return true;
            default:
                return !IsTimestamp(text) && TryNumber(text, out value);
        }
    }

    /// <summary>Numbers of base 60, which other readers of YAML 1.1 would see in <c>1:30</c>.</summary>
    public static bool IsBase60(string text) => text.Contains(':', StringComparison.Ordinal) && Base60().IsMatch(text);

    private static bool TryNumber(string text, out JsonNode? value)
    {
        value = null;
        if (text.Length == 0 || !(char.IsAsciiDigit(text[0]) || text[0] is '+' or '-' or '.'))
        {
            return false;
        }

        var plain = text.Replace("_", "", StringComparison.Ordinal);
        if (TryInteger(plain, out var whole))
        {
            value = whole >= long.MinValue && whole <= long.MaxValue ? JsonValue.Create((long)whole) : JsonValue.Create((double)whole);
            return true;
        }

        if (Float().IsMatch(plain) && double.TryParse(plain, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number))
        {
            value = JsonValue.Create(number);
            return true;
        }

        return false;
    }

    private static bool TryInteger(string text, out Int128 number)
    {
        number = 0;
        var negative = text.StartsWith('-');
        var digits = text.AsSpan(negative || text.StartsWith('+') ? 1 : 0);
        if (digits.IsEmpty || digits.Length > 80)
        {
            return false;
        }

        var parsed = digits switch
        {
            ['0', 'x' or 'X', .. var hex] => UInt128.TryParse(hex, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var h) ? h : null,
            ['0', 'b' or 'B', .. var bits] => FromBase(bits, 2),
            ['0', 'o' or 'O', .. var octal] => FromBase(octal, 8),
            ['0', _, ..] => FromBase(digits[1..], 8),
            _ => UInt128.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var d) ? d : (UInt128?)null,
        };
        if (parsed is not { } magnitude || magnitude > (negative ? (UInt128)long.MaxValue + 1 : ulong.MaxValue))
        {
            return false;
        }

        number = negative ? -(Int128)magnitude : (Int128)magnitude;
        return true;
    }

    private static UInt128? FromBase(ReadOnlySpan<char> digits, int radix)
    {
        if (digits.IsEmpty)
        {
            return null;
        }

        UInt128 value = 0;
        foreach (var c in digits)
        {
            var digit = c - '0';
            if (digit < 0 || digit >= radix || value > ulong.MaxValue)
            {
                return null;
            }

            value = (value * (UInt128)radix) + (UInt128)digit;
        }

        return value;
    }

    /// <summary>Times stay texts, but must be quoted when written.</summary>
    private static bool IsTimestamp(string text) => text.Length >= 8 && char.IsAsciiDigit(text[0]) && Timestamp().IsMatch(text);

    [GeneratedRegex(@"\A[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?\z", RegexOptions.NonBacktracking)]
    private static partial Regex Float();

    [GeneratedRegex(@"\A[-+]?[0-9][0-9_]*(:[0-5]?[0-9])+(\.[0-9_]*)?\z", RegexOptions.NonBacktracking)]
    private static partial Regex Base60();

    [GeneratedRegex(
        @"\A[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}([Tt][0-9]{1,2}:[0-9]{1,2}:[0-9]{1,2}(\.[0-9]+)?(Z|[-+][0-9]{2}:[0-9]{2})| [0-9]{1,2}:[0-9]{1,2}:[0-9]{1,2}(\.[0-9]+)?)?\z",
        RegexOptions.NonBacktracking)]
    private static partial Regex Timestamp();
}
