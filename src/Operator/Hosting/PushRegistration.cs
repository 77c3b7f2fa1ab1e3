using ImageStreams.ApiServer;
using ImageStreams.Entities;
using ImageStreams.Import;
using ImageStreams.Kubernetes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ImageStreams.Operator;

/// <summary>Puts together what takes images in that were pushed to the integrated registry.</summary>
internal static class PushRegistration
{
    /// <summary>Adds what looks at pushes, on every replica.</summary>
    public static IServiceCollection AddPushes(this IServiceCollection services)
    {
        services.AddInformer<LimitRange>(LimitRange.ResourceKind, _ => new InformerOptions<LimitRange>());
        services.AddSingleton<PushMetrics>().AddSingleton<PushQueue>().AddSingleton<PushTeller>().AddSingleton<WatchedStreams>();
        services.AddSingleton<PushIntake>().AddSingleton<PushHandler>().AddSingleton<PushReconciliation>();
        return services.AddHostedService<PushWorkers>();
    }

    /// <summary>Adds the address that registries send their notifications to, and has the integrated registry read with tokens of our own.</summary>
    public static IServiceCollection AddRegistryEvents(this IServiceCollection services)
    {
        services.AddSingleton(provider => new EventsSecret(
            provider.GetRequiredService<KubernetesClient>().Resource<Secret>(),
            OptionsOfPod.Namespace ?? StandaloneInstallation.Namespace,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<EventsSecret>>()));
        services.AddHostedService(provider => provider.GetRequiredService<EventsSecret>());
        services.AddSingleton<EventsEndpoint>();
        services.AddSingleton<RegistryTokenKeychain>();
        services.AddSingleton(provider => new IntegratedKeychain(provider.GetRequiredService<RegistryTokenKeychain>()));
        return services.AddSingleton<IDirectEndpoint>(provider => provider.GetRequiredService<EventsEndpoint>());
    }
}
