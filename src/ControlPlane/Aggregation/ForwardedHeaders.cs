using System.Collections.Frozen;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using ImageStreams.GenericApiServer;
using Microsoft.AspNetCore.Http;

namespace ImageStreams.ControlPlane;

/// <summary>Which headers pass the proxy, and which tell the backend who asks (docs/spec/aggregation.md#proxy).</summary>
internal static class ForwardedHeaders
{
    private const string RemotePrefix = "X-Remote-";
    private const string GroupHeader = "X-Remote-Group";
    private const string ExtraPrefix = "X-Remote-Extra-";
    private const string ImpersonatePrefix = "Impersonate-";
    private const string RequestId = "Audit-Id";
    private const string TokenCharacters = "!#$&'*+-.^_`|~";

    private static readonly FrozenSet<string> HopByHop = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase,
        "Connection", "Keep-Alive", "Proxy-Authenticate", "Proxy-Authorization", "Proxy-Connection", "TE", "Trailer", "Transfer-Encoding", "Upgrade");

    private static readonly FrozenSet<string> NotForBackends = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase, "Authorization", "Host", "Expect", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Forwarded-Uri");

    /// <summary>Copies what the caller sent, except what only we may say and what concerns this connection only.</summary>
    public static void Copy(IHeaderDictionary from, HttpRequestMessage to)
    {
        var named = Named(from.Connection);
        foreach (var (name, values) in from)
        {
            if (HopByHop.Contains(name) || NotForBackends.Contains(name) || named.Contains(name) || name.StartsWith(':') ||
                name.StartsWith(RemotePrefix, StringComparison.OrdinalIgnoreCase) ||
                name.StartsWith(ImpersonatePrefix, StringComparison.OrdinalIgnoreCase))
            {
                continue;
            }

            if (!to.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values))
            {
                to.Content?.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values);
            }
        }
    }

    /// <summary>Says who asks.</summary>
    /// <exception cref="ApiException">400: the name or a group has a character that no header can carry.</exception>
    public static void AddUser(HttpRequestHeaders headers, AuthenticatedUser user)
    {
        Add(headers, $"{RemotePrefix}User", user.Name);
        if (user.Uid.Length > 0)
        {
            Add(headers, $"{RemotePrefix}Uid", user.Uid);
        }

        Add(headers, GroupHeader, user.Groups);
        foreach (var (key, values) in user.Extra)
        {
            Add(headers, ExtraPrefix + EscapeKey(key), values);
        }
    }

    /// <summary>Whether each value of the header stands in a line of its own.</summary>
    public static bool IsRepeated(string name) => name == GroupHeader || name.StartsWith(ExtraPrefix, StringComparison.Ordinal);

    /// <summary>Copies the answer's headers, except what concerns the connection to the backend only.</summary>
    public static void Copy(HttpResponseMessage from, IHeaderDictionary to)
    {
        var named = from.Headers.Connection.ToFrozenSet(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, values) in from.Headers.NonValidated.Concat(from.Content.Headers.NonValidated))
        {
            // The id of the request is ours: it went out with the request.
            if (!HopByHop.Contains(name) && !named.Contains(name) && !name.Equals(RequestId, StringComparison.OrdinalIgnoreCase))
            {
                to[name] = values.ToArray();
            }
        }
    }

    /// <summary>A key of extra as part of a header's name: what may not stand there is percent-encoded.</summary>
    internal static string EscapeKey(string key)
    {
        var escaped = new StringBuilder(key.Length);
        foreach (var b in Encoding.UTF8.GetBytes(key))
        {
            _ = char.IsAsciiLetterOrDigit((char)b) || TokenCharacters.Contains((char)b, StringComparison.Ordinal)
                ? escaped.Append((char)b)
                : escaped.Append(CultureInfo.InvariantCulture, $"%{b:x2}");
        }

        return escaped.ToString();
    }

    private static FrozenSet<string> Named(IEnumerable<string?> connection) => connection
        .SelectMany(v => (v ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        .ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private static void Add(HttpRequestHeaders headers, string name, params IReadOnlyList<string> values)
    {
        if (values.Count > 0 && (values.Any(v => v.Any(char.IsControl)) || !headers.TryAddWithoutValidation(name, string.Join(HeaderLinesEncoding.Separator, values))))
        {
            throw ApiException.BadRequest("the user cannot be passed on: a name, group or extra field has characters that no header can carry");
        }
    }
}
