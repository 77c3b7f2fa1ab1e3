using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;
using ImageStreams.Entities;

namespace ImageStreams.Images;

/// <summary>Which stream a repository of the integrated registry is (docs/spec/tokens.md#repositories).</summary>
public static partial class PushedRepositories
{
    /// <summary>The stream of a repository <c>NAMESPACE/NAME</c>; false for names that no stream can have.</summary>
    public static bool TryGetStream(string repository, [NotNullWhen(true)] out StreamKey? stream) => TryGetStream(repository, out stream, out _);

    /// <summary>The same; for names that no stream can have it says why.</summary>
    public static bool TryGetStream(string repository, [NotNullWhen(true)] out StreamKey? stream, [NotNullWhen(false)] out string? problem)
    {
        var parts = repository.Split('/');
        problem = FindProblem(repository, parts);
        stream = problem is null ? new StreamKey(parts[0], parts[1]) : null;
        return problem is null;
    }

    private static string? FindProblem(string repository, string[] parts)
    {
        if (parts.Length != 2)
        {
            return $"an image stream is NAMESPACE/STREAM, and {GoText.Quote(repository)} has {parts.Length} segment{(parts.Length == 1 ? "" : "s")}";
        }

        if (!Namespace().IsMatch(parts[0]))
        {
            return $"{GoText.Quote(parts[0])} cannot be the name of a namespace: it must be lower case letters, digits and '-', at most 63 of them";
        }

        return NameRules.FindStreamProblem(new StreamKey(parts[0], parts[1])) is { } problem
            ? $"{GoText.Quote(parts[1])} cannot be the name of an image stream: {problem}"
            : null;
    }

    [GeneratedRegex(@"\A[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\z")]
    private static partial Regex Namespace();
}
