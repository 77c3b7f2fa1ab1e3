using ImageStreams.Oci;

namespace ImageStreams.Import;

/// <summary>The connections to registries under the settings in force; other limits, proxies or certificates make other connections.</summary>
/// <param name="create">Makes the connections for settings.</param>
public sealed class RegistryTransports(Func<ImportSettings, RegistryTransport> create) : IDisposable
{
    private readonly Lock _lock = new();
    private RegistryTransport? _current;
    private ImportSettings? _settings;

    public void Dispose() => _current?.Dispose();

    // What is replaced is not disposed: imports that began with it end with it, and idle connections close by themselves.
    internal RegistryTransport For(ImportSettings settings)
    {
        lock (_lock)
        {
            if (_current is null || _settings is null || !IsSame(_settings, settings))
            {
                (_current, _settings) = (create(settings), settings);
            }

            return _current;
        }
    }

    private static bool IsSame(ImportSettings a, ImportSettings b) =>
        a.RegistryLimits == b.RegistryLimits
        && a.RequestTimeout == b.RequestTimeout
        && a.Proxy == b.Proxy
        && a.TokenRealm == b.TokenRealm
        && a.Plan.Hosts == b.Plan.Hosts
        && a.TokenServices.SequenceEqual(b.TokenServices)
        && a.CertificateAuthorities.SequenceEqual(b.CertificateAuthorities);
}
