using System.Text.RegularExpressions;

namespace ImageStreams.Oci;

/// <summary>The grammar of image references, docs/spec/references.md#grammar: texts in, parts or the reason out.</summary>
/// <remarks>The expressions have one way to match each text, so that hostile input costs linear time.</remarks>
internal static partial class ReferenceGrammar
{
    private const int MaxNameLength = 255;

    /// <summary>Longer than any valid reference; refused before an expression sees it.</summary>
    private const int MaxLength = 1024;

    private const string NameTooLong = "repository name must not be more than 255 characters";

    private const string HostLabel = "[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?";
    private const string Host = HostLabel + @"(?:\." + HostLabel + ")*(?::[0-9]+)?";
    private const string Component = "[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*";
    private const string Path = Component + "(?:/" + Component + ")*";
    private const string TagPattern = "[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}";
    private const string DigestPattern = "[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}";

    internal readonly record struct Parts(string Name, string Tag, string Digest);

    /// <summary>Returns null and the parts, or why <paramref name="text"/> is no reference.</summary>
    public static string? Match(string text, out Parts parts)
    {
        parts = default;
        if (text.Length == 0)
        {
            return "repository name must have at least one component";
        }

        if (text.Length > MaxLength)
        {
            return NameTooLong;
        }

        var match = Reference().Match(text);
        if (!match.Success)
        {
            return Reference().IsMatch(text.ToLowerInvariant()) ? "repository name must be lowercase" : "invalid reference format";
        }

        parts = new Parts(match.Groups["name"].Value, match.Groups["tag"].Value, match.Groups["digest"].Value);
        return parts.Name.Length > MaxNameLength ? NameTooLong : DigestError(parts.Digest);
    }

    /// <summary>Whether the text can stand behind the <c>@</c> of a reference.</summary>
    public static bool IsDigest(string text) => DigestOnly().IsMatch(text) && DigestError(text) is null;

    public static bool IsTag(string text) => TagOnly().IsMatch(text);

    /// <summary>A registry host with optional port; no scheme, no path, no user.</summary>
    public static bool IsHost(string text) => text.Length <= MaxNameLength && HostOnly().IsMatch(text);

    /// <summary>A repository below a registry, as it may stand in a URL.</summary>
    public static bool IsPath(string text) => text.Length <= MaxNameLength && PathOnly().IsMatch(text);

    private static string? DigestError(string digest)
    {
        if (digest.Length == 0)
        {
            return null;
        }

        var colon = digest.IndexOf(':', StringComparison.Ordinal);
        var expected = Oci.Digest.HexLength(digest[..colon]);
        if (expected < 0)
        {
            return "unsupported digest algorithm";
        }

        return digest.Length - colon - 1 == expected ? null : "invalid checksum digest length";
    }

    [GeneratedRegex($@"\A(?<name>(?:{Host}/)?{Path})(?::(?<tag>{TagPattern}))?(?:@(?<digest>{DigestPattern}))?\z", RegexOptions.ExplicitCapture)]
    private static partial Regex Reference();

    [GeneratedRegex($@"\A{DigestPattern}\z")]
    private static partial Regex DigestOnly();

    [GeneratedRegex($@"\A{TagPattern}\z")]
    private static partial Regex TagOnly();

    [GeneratedRegex($@"\A(?:{Host}|\[[0-9A-Fa-f:.]{{2,45}}\](?::[0-9]+)?)\z")]
    private static partial Regex HostOnly();

    [GeneratedRegex($@"\A{Path}\z")]
    private static partial Regex PathOnly();
}
