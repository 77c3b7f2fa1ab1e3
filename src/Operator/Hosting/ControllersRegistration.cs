using ImageStreams.Entities;
using ImageStreams.Images;
using ImageStreams.Import;
using ImageStreams.Kubernetes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ImageStreams.Operator;

/// <summary>Puts the controllers together.</summary>
internal static class ControllersRegistration
{
    private const string ImportController = "imagestream-import";

    private static readonly TimeSpan ReconcileTimeout = TimeSpan.FromMinutes(15);

    /// <summary>
    /// Adds the connection to a cluster and what reads it: the client, events, and an informer of image streams. Whoever calls this also
    /// adds an <see cref="ImportSettingsSource"/>.
    /// </summary>
    public static IServiceCollection AddCluster(this IServiceCollection services, KubernetesClientConfiguration configuration)
    {
        services.AddMetrics();
        services.AddSingleton(OptionsOfPod.EventOptions());
        services.AddKubernetes(configuration, new KubernetesClientOptions());
        services.AddSingleton(CreateClusterSources);
        services.AddHostedService(provider => provider.GetRequiredService<ClusterSourcesWatch>()); // before all that imports
        services.AddImport($"imagestreams/{VersionCommand.Version}").AddPushes();
        services.AddSingleton<UnreadableStreams>();
        return services.AddInformer<ImageStream>(StreamStore.StoredKind, OptionsOfStreams);
    }

    /// <summary>Adds the controllers; <see cref="AddCluster"/> comes first.</summary>
    /// <param name="services">The services.</param>
    /// <param name="leaderElect">Whether they run only while this process holds the Lease.</param>
    public static IServiceCollection AddControllers(this IServiceCollection services, bool leaderElect)
    {
        services.AddSingleton<StreamMemories>();
        services.AddSingleton<StreamEvents>();
        services.AddSingleton<ImageStreamImportController>();
        services.AddSingleton(CreateController);
        services.AddSingleton<PullSecretChanges>();
        services.AddHostedService(provider => provider.GetRequiredService<PullSecretChanges>());
        services.AddHostedService<RegistryWatch>();
        if (leaderElect)
        {
            services.AddLeaderElection(OptionsOfPod.LeaderElectionOptions());
        }

        services.AddSingleton(provider => new ControllersService(
            provider.GetRequiredService<Controller>(),
            provider.GetRequiredService<PushReconciliation>(),
            provider.GetRequiredService<StreamMemories>(),
            provider.GetService<LeaderElector>()));
        return services.AddHostedService(provider => provider.GetRequiredService<ControllersService>());
    }

    /// <summary>Has every stream looked at again, and what fails tried again: the settings have changed.</summary>
    public static void EnqueueAll(IServiceProvider provider)
    {
        if (provider.GetService<Controller>() is not { } controller)
        {
            return;
        }

        provider.GetRequiredService<StreamMemories>().SettingsChanged();
        foreach (var stream in provider.GetRequiredService<ILister<ImageStream>>().List())
        {
            controller.Enqueue(NamespacedName.Of(stream));
        }
    }

    private static ClusterSourcesWatch CreateClusterSources(IServiceProvider provider) => new(
        provider.GetRequiredService<KubernetesClient>(),
        provider.GetRequiredService<ImportSettingsSource>(),
        () => EnqueueAll(provider),
        provider.GetRequiredService<TimeProvider>(),
        provider.GetRequiredService<ILoggerFactory>());

    private static InformerOptions<ImageStream> OptionsOfStreams(IServiceProvider provider) => new()
    {
        Transform = static stream => stream with { Metadata = stream.Metadata! with { ManagedFields = null } },
        Indexes = new Dictionary<string, Func<ImageStream, IEnumerable<string>>> { [WatchedStreams.Index] = WatchedTags.RepositoriesOf },
        IsPacked = true, // a cluster has many, and each is looked at once in an interval
        OnDecodeFailure = provider.GetRequiredService<UnreadableStreams>().Report,
    };

    // It works only when streams and limits are known; a limit that changes is looked at by the streams of its namespace.
    private static Controller CreateController(IServiceProvider provider)
    {
        var streams = provider.GetRequiredService<Informer<ImageStream>>();
        return NewController(provider).For(streams).Watches(
            provider.GetRequiredService<Informer<LimitRange>>(),
            range => streams.ByIndex(InformerIndex.Namespace, range.Metadata?.Namespace ?? "").Select(NamespacedName.Of));
    }

    private static Controller NewController(IServiceProvider provider) => new(
        ImportController,
        provider.GetRequiredService<ImageStreamImportController>(),
        new ControllerOptions
        {
            Workers = provider.GetRequiredService<ImportSettingsSource>().Current.Workers,
            ReconcileTimeout = ReconcileTimeout,
        },
        provider.GetRequiredService<KubernetesMetrics>(),
        provider.GetRequiredService<TimeProvider>(),
        provider.GetRequiredService<ILogger<Controller>>());
}
