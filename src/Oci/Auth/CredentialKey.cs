using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.IO.Enumeration;

namespace ImageStreams.Oci;

/// <summary>The key of a credential: a registry, or a path below one; labels of the host may be patterns.</summary>
/// <remarks>How keys are read and matched: docs/spec/registries.md#credentials.</remarks>
public sealed record CredentialKey
{
    private static readonly SearchValues<char> NotInHosts = SearchValues.Create("@?# \t\r\n");

    private CredentialKey(string host, string path)
    {
        Host = host;
        Path = path;
    }

    /// <summary>Host with the port as it was written.</summary>
    public string Host { get; }

    /// <summary>Without slashes at its ends; empty for the whole registry.</summary>
    public string Path { get; }

    public static bool TryParse(string text, [NotNullWhen(true)] out CredentialKey? key)
    {
        var rest = text.IndexOf("://", StringComparison.Ordinal) is >= 0 and var scheme ? text[(scheme + 3)..] : text;
        var slash = rest.IndexOf('/', StringComparison.Ordinal);
        var host = slash < 0 ? rest : rest[..slash];
        var path = slash < 0 ? "" : WithoutApiVersion(rest[slash..]).Trim('/');
        key = host.Length == 0 || host.AsSpan().ContainsAny(NotInHosts) ? null : new CredentialKey(host, path);
        return key is not null;
    }

    /// <summary>Whether the credential may be shown for <paramref name="repository"/>.</summary>
    public bool Matches(RepositoryName repository) => MatchesHost(repository.Registry) && MatchesPath(repository.Path);

    public override string ToString() => Path.Length == 0 ? Host : $"{Host}/{Path}";

    private static string WithoutApiVersion(string path) =>
        path.StartsWith("/v1/", StringComparison.Ordinal) || path.StartsWith("/v2/", StringComparison.Ordinal) ? path[3..] : path;

    // A key for quay.io/foo is not shown to quay.io/foobar.
    private bool MatchesPath(string path) =>
        Path.Length == 0 || path == Path || path.StartsWith($"{Path}/", StringComparison.Ordinal);

    private bool MatchesHost(string registry)
    {
        var (keyHost, keyPort) = SplitPort(Host);
        var (host, port) = SplitPort(registry);
        var keyLabels = keyHost.Split('.');
        var labels = host.Split('.');
        return keyPort == port
            && keyLabels.Length == labels.Length
            && keyLabels.Zip(labels).All(pair => FileSystemName.MatchesSimpleExpression(pair.First, pair.Second, ignoreCase: true));
    }

    private static HostPort SplitPort(string host)
    {
        var colon = host.LastIndexOf(':');
        return colon < 0 || host.EndsWith(']') ? new HostPort(host, "") : new HostPort(host[..colon], host[(colon + 1)..]);
    }
}
