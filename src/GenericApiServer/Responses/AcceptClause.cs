using System.Globalization;

namespace ImageStreams.GenericApiServer;

/// <summary>One media type of an <c>Accept</c> header.</summary>
/// <param name="MediaType">Lower case, without parameters; may be <c>*/*</c> or <c>application/*</c>.</param>
/// <param name="Parameters">Parameters except the quality.</param>
/// <param name="Quality">How much the caller wants it: 0 not at all, 1 most.</param>
public sealed record AcceptClause(string MediaType, IReadOnlyDictionary<string, string> Parameters, double Quality)
{
    private const int MaxClauses = 32;

    /// <summary>The clauses of <paramref name="header"/>, the most wanted first; those that cannot be read and those with quality 0 are left out.</summary>
    public static IReadOnlyList<AcceptClause> Parse(string header) =>
        [.. header.Split(',').Take(MaxClauses).Select(ParseOne).OfType<AcceptClause>().Where(c => c.Quality > 0).OrderByDescending(c => c.Quality)];

    /// <summary>Whether <paramref name="mediaType"/> is wanted, be it by a wildcard.</summary>
    public bool Covers(string mediaType) =>
        MediaType == mediaType || MediaType == "*/*" || (MediaType is [.., '/', '*'] && mediaType.StartsWith(MediaType[..^1], StringComparison.Ordinal));

    public string Parameter(string name) => Parameters.GetValueOrDefault(name, "");

    private static AcceptClause? ParseOne(string text)
    {
        var parts = text.Split(';', StringSplitOptions.TrimEntries);
        if (!parts[0].Contains('/', StringComparison.Ordinal))
        {
            return null;
        }

        Dictionary<string, string> parameters = [];
        foreach (var part in parts.Skip(1))
        {
            var pair = part.Split('=', 2, StringSplitOptions.TrimEntries);
            parameters[pair[0].ToLowerInvariant()] = pair.Length > 1 ? pair[1].Trim('"') : "";
        }

        var quality = 1.0;
        return parameters.Remove("q", out var q) && !double.TryParse(q, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out quality)
            ? null
            : new(parts[0].ToLowerInvariant(), parameters, quality);
    }
}
