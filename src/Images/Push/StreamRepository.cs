using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;
using ImageStreams.Entities;

namespace ImageStreams.Images;

/// <summary>Repositories of the integrated registry: each is a stream, under the name <c>NAMESPACE/STREAM</c> (docs/spec/tokens.md#repositories).</summary>
public static partial class StreamRepository
{
    private const int MaxNamespaceLength = 63;

    /// <summary>The stream that a repository is.</summary>
    /// <param name="repository">The repository's name, without the registry.</param>
    /// <param name="stream">The stream; it need not exist.</param>
    /// <param name="problem">Why no stream can have this repository.</param>
    public static bool TryParse(string repository, out StreamKey stream, [NotNullWhen(false)] out string? problem)
    {
        var parts = repository.Split('/');
        (stream, problem) = (default, FindProblem(repository, parts));
        if (problem is not null)
        {
            return false;
        }

        stream = new StreamKey(parts[0], parts[1]);
        return true;
    }

    private static string? FindProblem(string repository, string[] parts)
    {
        if (parts.Length != 2)
        {
            return $"an image stream is NAMESPACE/STREAM, and {GoText.Quote(repository)} has {parts.Length} segment{(parts.Length == 1 ? "" : "s")}";
        }

        if (parts[0].Length > MaxNamespaceLength || !NamespaceName().IsMatch(parts[0]))
        {
            return $"{GoText.Quote(parts[0])} cannot be the name of a namespace: it must be lower case letters, digits and '-'";
        }

        return NameRules.FindStreamProblem(new StreamKey(parts[0], parts[1])) is { } problem
            ? $"{GoText.Quote(parts[1])} cannot be the name of an image stream: {problem}"
            : null;
    }

    [GeneratedRegex(@"\A[a-z0-9]([-a-z0-9]*[a-z0-9])?\z", RegexOptions.ExplicitCapture)]
    private static partial Regex NamespaceName();
}
