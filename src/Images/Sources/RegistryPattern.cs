using System.Diagnostics.CodeAnalysis;
using System.IO.Enumeration;
using System.Text.RegularExpressions;
using ImageStreams.Oci;

namespace ImageStreams.Images;

/// <summary>
/// Registries, or repositories in them, as settings name them: <c>HOST[:PORT][/PATH]</c>, in the host <c>*</c> for any text and
/// <c>?</c> for any character (docs/spec/importing.md#blocked-registries).
/// </summary>
public sealed partial record RegistryPattern
{
    private RegistryPattern(HostPort host, string path) => (Host, Path) = (host, path);

    /// <summary>The host, and the port if the pattern names one.</summary>
    internal HostPort Host { get; }

    /// <summary>Empty for whole registries.</summary>
    internal string Path { get; }

    /// <exception cref="FormatException">The text is no pattern.</exception>
    public static RegistryPattern Parse(string text) =>
        TryParse(text, out var pattern) ? pattern : throw new FormatException($"{text} is not HOST[:PORT][/PATH]");

    public static bool TryParse(string text, [NotNullWhen(true)] out RegistryPattern? pattern)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        var (host, path) = slash < 0 ? (text, "") : (text[..slash], text[(slash + 1)..]);
        pattern = IsHost().IsMatch(host) && (slash < 0 || RepositoryName.TryCreate("host", path, out _))
            ? new RegistryPattern(RegistryHost.Split(host), path)
            : null;
        return pattern is not null;
    }

    /// <summary>Whether the repository is meant; a pattern without port means every port.</summary>
    public bool Covers(RepositoryName repository)
    {
        var host = RegistryHost.Split(repository.Registry);
        return MatchesHost(host) && (Host.Port.Length == 0 || Host.Port == host.Port || (host.Port.Length == 0 && Host.Port == "443")) && MatchesPath(repository.Path);
    }

    /// <summary>Whether the repository is meant to the letter; a pattern without port means references without port.</summary>
    public bool Names(RepositoryName repository)
    {
        var host = RegistryHost.Split(repository.Registry);
        return MatchesHost(host) && Host.Port == host.Port && MatchesPath(repository.Path);
    }

    public override string ToString() =>
        $"{Host.Host}{(Host.Port.Length == 0 ? "" : $":{Host.Port}")}{(Path.Length == 0 ? "" : $"/{Path}")}";

    private bool MatchesHost(HostPort host) => FileSystemName.MatchesSimpleExpression(Host.Host, host.Host, ignoreCase: true);

    private bool MatchesPath(string path) => Path.Length == 0 || path == Path || path.StartsWith($"{Path}/", StringComparison.Ordinal);

    [GeneratedRegex(@"\A(?:[A-Za-z0-9*?_.-]+|\[[0-9A-Fa-f:.]+\])(?::[0-9]+)?\z")]
    private static partial Regex IsHost();
}
