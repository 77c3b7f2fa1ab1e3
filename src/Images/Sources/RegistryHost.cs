using ImageStreams.Oci;

namespace ImageStreams.Images;

/// <summary>Takes the host of a registry apart. Docker Hub's hosts become one, whatever it was called.</summary>
internal static class RegistryHost
{
    /// <summary>The port is empty when there is none.</summary>
    public static HostPort Split(string registry)
    {
        var colon = registry.LastIndexOf(':');
        var (host, port) = colon < 0 || registry.EndsWith(']') ? (registry, "") : (registry[..colon], registry[(colon + 1)..]);
        return new HostPort(RepositoryName.TryCreate(host, "x", out var normal) ? normal.Registry : host, port);
    }
}
