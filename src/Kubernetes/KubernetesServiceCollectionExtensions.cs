using ImageStreams.Entities;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ImageStreams.Kubernetes;

/// <summary>Puts the client and what runs on it into a host. What is added first is stopped last.</summary>
public static class KubernetesServiceCollectionExtensions
{
    /// <summary>The client, its metrics, and the recorder of events.</summary>
    public static IServiceCollection AddKubernetes(
        this IServiceCollection services, KubernetesClientConfiguration configuration, KubernetesClientOptions options)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(new EventRecorderOptions());
        services.AddSingleton<KubernetesMetrics>();
        services.AddSingleton(provider => new KubernetesClient(
            configuration,
            options,
            provider.GetRequiredService<KubernetesMetrics>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILoggerFactory>()));
        services.AddSingleton<EventRecorder>();
        services.AddSingleton<IHostedService>(provider => provider.GetRequiredService<EventRecorder>());
        return services;
    }

    /// <summary>Holds a kind in memory, once for all who want it: as <see cref="Informer{T}"/> and as <see cref="ILister{T}"/>.</summary>
    /// <remarks>Who asks first decides on kind and options.</remarks>
    public static IServiceCollection AddInformer<T>(
        this IServiceCollection services, ResourceKind kind, Func<IServiceProvider, InformerOptions<T>> options)
        where T : class, IResource<T>
    {
        if (services.Any(s => s.ServiceType == typeof(Informer<T>)))
        {
            return services;
        }

        services.AddSingleton(provider => new Informer<T>(
            provider.GetRequiredService<KubernetesClient>().Resource<T>(kind), options(provider), provider.GetRequiredService<ILogger<Informer<T>>>()));
        services.AddSingleton<ILister<T>>(provider => provider.GetRequiredService<Informer<T>>());
        services.AddSingleton<IHostedService>(provider => provider.GetRequiredService<Informer<T>>());
        return services;
    }

    /// <summary>What lets controllers run only while this process holds the Lease.</summary>
    public static IServiceCollection AddLeaderElection(this IServiceCollection services, LeaderElectionOptions options)
    {
        services.AddSingleton(options);
        services.AddSingleton<LeaderElector>();
        return services;
    }
}
