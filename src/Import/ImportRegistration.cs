using ImageStreams.Kubernetes;
using ImageStreams.Oci;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace ImageStreams.Import;

/// <summary>Puts the import engine together.</summary>
public static class ImportRegistration
{
    /// <summary>
    /// Adds <see cref="ImportEngine"/> and what it is made of. Whoever calls this also adds a <see cref="KubernetesClient"/>, a
    /// <see cref="TimeProvider"/> and an <see cref="ImportSettingsSource"/>.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <param name="userAgent">What registries know us by.</param>
    public static IServiceCollection AddImport(this IServiceCollection services, string userAgent)
    {
        services.AddSingleton<ImportMetrics>();
        services.AddSingleton<CredentialPlugins>();
        services.AddSingleton<ImportEngine>();
        services.AddSingleton<StreamQuotaLedger>().AddSingleton<PushWriter>().AddSingleton<PushDoor>().AddSingleton<PushCheck>();
        services.TryAddSingleton(_ => IntegratedKeychain.Anonymous);
        services.AddSingleton(provider => new StreamStore(
            provider.GetRequiredService<KubernetesClient>().Resource<Entities.ImageStream>(StreamStore.StoredKind),
            provider.GetRequiredService<ImportSettingsSource>().Current.Plan.StrategyRuns));
        return services.AddSingleton(provider => new RegistryTransports(settings => new RegistryTransport(
            OptionsOf(settings, userAgent), provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<RegistryTransport>>())));
    }

    /// <summary>How registries are spoken to under some settings.</summary>
    internal static RegistryTransportOptions OptionsOf(ImportSettings settings, string userAgent)
    {
        var options = new RegistryTransportOptions
        {
            UserAgent = userAgent,
            RequestTimeout = settings.RequestTimeout,
            Limits = settings.RegistryLimits,
            Proxy = settings.Proxy,
            HostRoots = [.. settings.CertificateAuthorities.Select(c => c.Roots)],
        };
        foreach (var services in settings.TokenServices.Concat(OurTokenService(settings)).GroupBy(s => s.Registry, s => s.Host, StringComparer.OrdinalIgnoreCase))
        {
            options.TokenServices[services.Key] = [.. options.TokenServices.GetValueOrDefault(services.Key) ?? [], .. services];
        }

        return options;
    }

    // The integrated registry sends its clients to us, under whatever name we have.
    private static IEnumerable<TrustedTokenService> OurTokenService(ImportSettings settings) => settings is { TokenRealm: { } realm, Plan.Hosts: var hosts }
        ? new[] { hosts.Internal, hosts.Public }.Where(h => h.Length > 0).Select(h => new TrustedTokenService(h, realm.IdnHost))
        : [];
}
