using System.Diagnostics.CodeAnalysis;
using ImageStreams.Images;
using ImageStreams.Oci;

namespace ImageStreams.Import;

/// <summary>How the process itself reaches the integrated registry, and recognizes it (docs/spec/push.md#settings).</summary>
public sealed record IntegratedRegistry
{
    /// <summary>Host and port; empty for those that users know. Default empty.</summary>
    public string Address { get; init; } = "";

    /// <summary>Whether any certificate will do, or none. Default no, but this machine need not prove that it is itself.</summary>
    public bool Insecure { get; init; }

    /// <summary>Further names that the registry goes by in its notifications. Default none.</summary>
    public IReadOnlyList<string> Hostnames { get; init; } = [];

    /// <summary>How often the leader looks for what it was not told; zero for never. Default 10 minutes.</summary>
    public TimeSpan CheckInterval { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Whether a notification that names this host is the integrated registry's.</summary>
    public bool Is(string host, RegistryHosts hosts) =>
        host.Length > 0 && (host == hosts.Internal || host == hosts.Public || host == Address || Hostnames.Contains(host, StringComparer.Ordinal));

    /// <summary>A repository where it is reached; false when there is no integrated registry, or it cannot have such a repository.</summary>
    internal bool TryGetRepository(string path, RegistryHosts hosts, [NotNullWhen(true)] out RepositoryName? repository)
    {
        repository = null;
        return hosts.Internal.Length > 0 && RepositoryName.TryCreate(Address.Length > 0 ? Address : hosts.Internal, path, out repository);
    }
}
