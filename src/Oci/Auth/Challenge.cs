using System.Diagnostics.CodeAnalysis;

namespace ImageStreams.Oci;

/// <summary>What a registry asks for with a 401: <c>Bearer realm="...",service="..."</c> or <c>Basic realm="..."</c>.</summary>
public sealed record Challenge
{
    private const int MaxLength = 8192;

    private readonly Dictionary<string, string> _parameters = new(StringComparer.OrdinalIgnoreCase);

    private Challenge(string scheme) => Scheme = scheme;

    public string Scheme { get; }

    public string Realm => Find("realm");

    public string Service => Find("service");

    public string Scope => Find("scope");

    public string Error => Find("error");

    public bool IsBearer => string.Equals(Scheme, "Bearer", StringComparison.OrdinalIgnoreCase);

    public bool IsBasic => string.Equals(Scheme, "Basic", StringComparison.OrdinalIgnoreCase);

    /// <summary>Reads the first challenge of a header value.</summary>
    public static bool TryParse(string header, [NotNullWhen(true)] out Challenge? challenge)
    {
        challenge = ParseAll(header) is [var first, ..] ? first : null;
        return challenge is not null;
    }

    /// <summary>Reads all challenges of a header value; what follows the first error is dropped.</summary>
    public static IReadOnlyList<Challenge> ParseAll(string header)
    {
        var challenges = new List<Challenge>();
        var reader = new ChallengeReader(header.Length > MaxLength ? "" : header);
        while (reader.TryReadToken(out var token))
        {
            if (!reader.TryReadValue(out var value))
            {
                challenges.Add(new Challenge(token));
            }
            else if (challenges.Count > 0)
            {
                challenges[^1]._parameters.TryAdd(token, value);
            }
            else
            {
                break; // a parameter without a scheme
            }
        }

        return challenges;
    }

    private string Find(string name) => _parameters.GetValueOrDefault(name, "");
}
