using System.Globalization;
using System.Net;
using System.Net.Mail;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using ImageStreams.Entities;
using ImageStreams.GenericApiServer;

namespace ImageStreams.ControlPlane;

/// <summary>The formats of texts that schemas can ask for; every other format is without effect.</summary>
internal static partial class StringFormats
{
    private static readonly Dictionary<string, Func<string, bool>> Checks = new(StringComparer.Ordinal)
    {
        ["byte"] = text => text.Length > 0 && text.Length % 4 == 0 && Base64().IsMatch(text),
        ["cidr"] = IsCidr,
        ["date"] = text => DateTime.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _),
        ["datetime"] = IsDateTime,
        ["duration"] = text => GoDuration.TryParse(text, out _) || WordDuration().IsMatch(text),
        ["email"] = text => MailAddress.TryCreate(text, out _),
        ["hexcolor"] = text => HexColor().IsMatch(text),
        ["hostname"] = IsHostname,
        ["ipv4"] = text => text.Split('.').Length == 4 && IPAddress.TryParse(text, out var ip) && ip.AddressFamily == AddressFamily.InterNetwork,
        ["ipv6"] = text => IPAddress.TryParse(text, out var ip) && ip.AddressFamily == AddressFamily.InterNetworkV6,
        ["k8slongname"] = text => NameRules.Dns1123Subdomain(text).Count == 0,
        ["k8sshortname"] = text => NameRules.Dns1123Label(text).Count == 0,
        ["mac"] = text => Mac().IsMatch(text),
        ["password"] = _ => true,
        ["uri"] = text => Uri.TryCreate(text, UriKind.Absolute, out _) || text.StartsWith('/'),
        ["uuid"] = text => Uuid().IsMatch(text),
        ["uuid3"] = text => Uuid().IsMatch(text) && VersionOf(text) == '3',
        ["uuid4"] = text => Uuid().IsMatch(text) && VersionOf(text) == '4' && HasVariant(text),
        ["uuid5"] = text => Uuid().IsMatch(text) && VersionOf(text) == '5' && HasVariant(text),
    };

    internal static bool IsKnown(string format) => Checks.ContainsKey(Normal(format));

    internal static bool Accepts(string format, string text) => Checks[Normal(format)](text);

    private static string Normal(string format) => format.Replace("-", "", StringComparison.Ordinal);

    private static bool IsDateTime(string text) =>
        DateTimePattern().IsMatch(text)
        && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out _);

    private static bool IsCidr(string text)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        return slash > 0
            && IPAddress.TryParse(text.AsSpan(0, slash), out var ip)
            && int.TryParse(text.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var bits)
            && bits <= (ip.AddressFamily == AddressFamily.InterNetwork ? 32 : 128);
    }

    private static bool IsHostname(string text) =>
        text.Length <= 255 && Hostname().IsMatch(text) && Array.TrueForAll(text.Split('.'), label => label.Length <= 63);

    private static char VersionOf(string uuid) => uuid.Replace("-", "", StringComparison.Ordinal)[12];

    private static bool HasVariant(string uuid) => "89abAB".Contains(uuid.Replace("-", "", StringComparison.Ordinal)[16], StringComparison.Ordinal);

    [GeneratedRegex(@"\A[A-Za-z0-9+/]*={0,2}\z", RegexOptions.NonBacktracking)]
    private static partial Regex Base64();

    [GeneratedRegex(@"\A\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:?\d\d)\z", RegexOptions.ECMAScript)]
    private static partial Regex DateTimePattern();

    [GeneratedRegex(@"\A\s*\d+\s*(ns|nanos?|nanoseconds?|us|µs|micros?|microseconds?|ms|millis?|milliseconds?|s|secs?|seconds?|m|mins?|minutes?|h|hr|hours?|d|days?|w|wks?|weeks?)\s*\z", RegexOptions.CultureInvariant)]
    private static partial Regex WordDuration();

    [GeneratedRegex(@"\A#?([0-9a-fA-F]{3}|[0-9a-fA-F]{6})\z", RegexOptions.NonBacktracking)]
    private static partial Regex HexColor();

    [GeneratedRegex(@"\A[a-zA-Z0-9]([-a-zA-Z0-9]*[a-zA-Z0-9])?(\.[a-zA-Z0-9]([-a-zA-Z0-9]*[a-zA-Z0-9])?)*\z", RegexOptions.NonBacktracking)]
    private static partial Regex Hostname();

    [GeneratedRegex(@"\A([0-9a-fA-F]{2}([:-])[0-9a-fA-F]{2}(\2[0-9a-fA-F]{2}){4}(\2[0-9a-fA-F]{2}){0,14}|([0-9a-fA-F]{4}\.){2}[0-9a-fA-F]{4})\z")]
    private static partial Regex Mac();

    [GeneratedRegex(@"\A[0-9a-fA-F]{8}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{12}\z", RegexOptions.NonBacktracking)]
    private static partial Regex Uuid();
}
