using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;
using ImageStreams.Entities;

namespace ImageStreams.Images;

/// <summary>Which stream a repository of the integrated registry is (docs/spec/push.md#repositories).</summary>
public static partial class PushedRepositories
{
    /// <summary>The stream of a repository <c>NAMESPACE/NAME</c>; false for names that no stream can have.</summary>
    public static bool TryGetStream(string repository, [NotNullWhen(true)] out StreamKey? stream)
    {
        stream = repository.Split('/') is [var ns, var name]
            && Namespace().IsMatch(ns)
            && !NameRules.CheckStream(new ObjectMeta { Namespace = ns, Name = name }).Any()
                ? new StreamKey(ns, name)
                : null;
        return stream is not null;
    }

    [GeneratedRegex(@"\A[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\z")]
    private static partial Regex Namespace();
}
