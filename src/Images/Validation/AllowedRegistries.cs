using System.IO.Enumeration;
using ImageStreams.Entities;
using ImageStreams.Oci;

namespace ImageStreams.Images;

/// <summary>Decides whether a registry may be imported from (docs/spec/imports.md#allowed-registries).</summary>
public sealed class AllowedRegistries
{
    private const int ShownAtMost = 5;
    private const string DockerHub = "docker.io";

    private readonly IReadOnlyList<AllowedRegistry>? _entries;

    /// <summary>Only registries that an entry names; none at all when there is no entry.</summary>
    public AllowedRegistries(IReadOnlyList<AllowedRegistry> entries) => _entries = entries;

    private AllowedRegistries() => _entries = null;

    /// <summary>Every registry is allowed.</summary>
    public static AllowedRegistries All { get; } = new();

    /// <summary>As configured: no entries allow everything; the integrated registry is always allowed.</summary>
    /// <param name="entries">The configured entries.</param>
    /// <param name="registryHost">The integrated registry; empty where there is none.</param>
    public static AllowedRegistries From(IReadOnlyList<AllowedRegistry> entries, string registryHost)
    {
        if (entries.Count == 0)
        {
            return All;
        }

        return new AllowedRegistries(registryHost.Length == 0 ? entries : [new AllowedRegistry(registryHost, false), .. entries]);
    }

    /// <summary>Why the reference is not admitted; null when it is.</summary>
    public string? FindProblem(ImageReference reference, TransportSecurity transport)
    {
        if (_entries is null)
        {
            return null;
        }

        var shown = GoText.Quote(reference.Registry.Length == 0 ? DockerHub : reference.Registry);
        if (_entries.Count == 0)
        {
            return $"registry {shown} not allowed by empty whitelist";
        }

        var address = reference.RegistryHostPort(transport == TransportSecurity.Insecure);
        return _entries.Any(e => Admits(e, address, transport)) ? null : $"registry {shown} not allowed by whitelist: {Listed(_entries)}";
    }

    /// <summary>Why an import request may not name the reference; null when it may.</summary>
    public string? FindImportProblem(ImageReference reference, bool insecure)
    {
        var transport = insecure ? TransportSecurity.Insecure : TransportSecurity.Secure;
        if (FindProblem(reference, transport) is null)
        {
            return null;
        }

        var (host, port) = (reference.RegistryHostPort(insecure).Host, reference.RegistryHostPort(insecure).Port);
        var shown = GoText.Quote($"{host}:{port}");
        var list = _entries is { Count: > 0 } entries ? $"whitelist: {Listed(entries)}" : "empty whitelist";
        return $"importing images from registry {shown} is forbidden: registry {shown} not allowed by {list}";
    }

    private static bool Admits(AllowedRegistry entry, HostPort address, TransportSecurity transport)
    {
        var hostMatches = IsMatch(entry.Host, address.Host)
            || (entry.Host == DockerHub && address.Host is ("index.docker.io" or "registry-1.docker.io"));
        return hostMatches
            && ((transport == TransportSecurity.Any && entry.Port is ("80" or "443" or "*")) || IsMatch(entry.Port, address.Port));
    }

    private static bool IsMatch(string pattern, string text) => FileSystemName.MatchesSimpleExpression(pattern, text, ignoreCase: false);

    private static string Listed(IReadOnlyList<AllowedRegistry> entries)
    {
        var shown = entries.Count > ShownAtMost ? ShownAtMost - 1 : entries.Count;
        var list = string.Join(", ", entries.Take(shown).Select(e => GoText.Quote(e.ToString())));
        return entries.Count > shown ? $"{list}, and {entries.Count - shown} more ..." : list;
    }
}
