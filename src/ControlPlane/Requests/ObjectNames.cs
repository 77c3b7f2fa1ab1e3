using System.Security.Cryptography;
using ImageStreams.GenericApiServer;

namespace ImageStreams.ControlPlane;

/// <summary>Names of objects: what they may look like, and how they are generated.</summary>
internal static class ObjectNames
{
    private const int SuffixLength = 5;
    private const int MaxGeneratedLength = 63;

    // No vowels and no digits that look like them: no words come about.
    private const string SuffixLetters = "bcdfghjklmnpqrstvwxz2456789";

    public static IReadOnlyList<string> Subdomain(string name) => Characters(NameRules.Dns1123Subdomain(name));

    public static IReadOnlyList<string> Label(string name) =>
        name.Contains('.', StringComparison.Ordinal) ? ["must not contain dots"] : Characters(NameRules.Dns1123Label(name));

    public static IReadOnlyList<string> PathSegment(string name) => NameRules.PathSegment(name);

    /// <summary>A new name that begins with <paramref name="prefix"/>.</summary>
    public static string Generate(string prefix)
    {
        var kept = prefix.Length > MaxGeneratedLength - SuffixLength ? prefix[..(MaxGeneratedLength - SuffixLength)] : prefix;
        return kept + RandomNumberGenerator.GetString(SuffixLetters, SuffixLength);
    }

    // Names are measured in characters, label values in bytes; they are ASCII anyway.
    private static IReadOnlyList<string> Characters(IReadOnlyList<string> problems) =>
        problems is [var first, ..] && first.EndsWith(" bytes", StringComparison.Ordinal) ? [first[..^" bytes".Length] + " characters"] : problems;
}
