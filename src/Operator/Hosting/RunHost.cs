using ImageStreams.ApiServer;
using ImageStreams.Entities;
using ImageStreams.GenericApiServer;
using ImageStreams.Images;
using ImageStreams.Import;
using ImageStreams.Kubernetes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ImageStreams.Operator;

/// <summary>The process that <c>imagestreams run</c> is: what its options ask for, until it is told to stop.</summary>
internal static class RunHost
{
    /// <summary>Logs a failed start as an error, with a stack: whoever started it gets the exception, and has one line for it.</summary>
    internal const string HostCategory = "Microsoft.Extensions.Hosting.Internal.Host";

    /// <summary>How long a stop may take: the reconciles in flight, the Lease, the events.</summary>
    private static readonly TimeSpan ShutdownTimeout = TimeSpan.FromSeconds(40);

    /// <exception cref="OptionsException">The configuration file is wrong.</exception>
    /// <exception cref="KubeConfigException">No cluster is configured, or wrongly.</exception>
    /// <exception cref="RunStartException">The cluster cannot be reached, or lacks what we need.</exception>
    /// <exception cref="IOException">A port is taken.</exception>
    public static async Task RunAsync(RunOptions options, CancellationToken cancellationToken)
    {
        var defaults = DefaultsOf(options);
        var content = "";
        var settings = options.ConfigFile is { } file ? OptionsFile.Read(file, defaults, out content) : defaults;
        var configuration = KubernetesClientConfiguration.BuildDefaultConfig(options.Kubeconfig);
        var builder = Create(options, configuration, settings);
        if (options.ConfigFile is { } path)
        {
            builder.Services.AddHostedService(provider => new OptionsWatcher(
                path,
                content,
                defaults,
                changed => Replace(provider, changed),
                provider.GetRequiredService<TimeProvider>(),
                provider.GetRequiredService<ILogger<OptionsWatcher>>()));
        }

        builder.Services.AddHostedService(provider => new HeapKeeper(provider.GetRequiredService<TimeProvider>()));
        await RunAsync(builder.Build(), cancellationToken);
    }

    /// <summary>Everything but the configuration file; tests add to it.</summary>
    internal static HostApplicationBuilder Create(RunOptions options, KubernetesClientConfiguration configuration, ProcessSettings settings)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Logging.AddSimpleConsole(console => (console.SingleLine, console.TimestampFormat, console.UseUtcTimestamp) = (true, "yyyy-MM-dd'T'HH:mm:ss.fff'Z' ", true));
        builder.Logging.SetMinimumLevel(LogLevel.Information).AddFilter("Microsoft", LogLevel.Warning).AddFilter(HostCategory, LogLevel.Critical);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = ShutdownTimeout);
        builder.Services.AddSingleton(new ImportSettingsSource(settings.Import)).AddSingleton(new TokenSettingsSource(settings.Tokens));
        AddDiagnostics(builder.Services, options);
        builder.Services.AddCluster(configuration);
        if (options.ApiServer)
        {
            builder.Services.AddApiServer(options);
        }

        if (options.Controllers)
        {
            builder.Services.AddControllers(options.LeaderElect);
        }

        return builder;
    }

    internal static async Task RunAsync(IHost host, CancellationToken cancellationToken)
    {
        host.Services.GetService<PrometheusEndpoint>(); // before the instruments, or it misses their first values
        var controllers = host.Services.GetService<ControllersService>();
        try
        {
            await RunCheck.EnsureClusterAsync(host.Services.GetRequiredService<KubernetesClient>(), cancellationToken);
            await host.RunAsync(cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return; // told to stop before it had begun
        }
        finally
        {
            await ((IAsyncDisposable)host).DisposeAsync();
        }

        await (controllers?.ExecuteTask ?? Task.CompletedTask); // what ended the controllers ends us with a failure
    }

    /// <exception cref="OptionsException">The environment names a proxy that is none.</exception>
    internal static ProcessSettings DefaultsOf(RunOptions options) => new()
    {
        Import = new ImportSettings
        {
            Proxy = ProxyOfEnvironment.Read(),
            TokenRealm = options.TokenRealm,
            Plan = new ImportPlanOptions
            {
                StrategyRuns = options.ApiServer,
                Hosts = new RegistryHosts { Internal = options.RegistryHostname, Public = options.PublicRegistryHostname },
            },
        },
    };

    private static void Replace(IServiceProvider services, ProcessSettings settings)
    {
        services.GetRequiredService<ImportSettingsSource>().Replace(settings.Import);
        services.GetRequiredService<TokenSettingsSource>().Replace(settings.Tokens);
        ControllersRegistration.EnqueueAll(services);
    }

    // An API server does not need what the controllers have to read before they begin: it is ready before them.
    private static void AddDiagnostics(IServiceCollection services, RunOptions options)
    {
        services.AddSingleton<ServerLifecycle>();
        services.AddSingleton<HealthEndpoints>();
        if (!options.ApiServer)
        {
            services.AddSingleton(provider => new HealthCheck(
                "informer-sync",
                _ => ValueTask.FromResult(provider.GetRequiredService<Informer<ImageStream>>().HasSynced ? null : "image streams have not been read yet"))
            {
                IsForLiveness = false,
            });
        }

        if (options.MetricsBindAddress is not { } endPoint)
        {
            return;
        }

        services.AddSingleton(_ => new PrometheusEndpoint("ImageStreams.", "imagestreams."));
        services.AddSingleton(provider => new RunDiagnostics(
            endPoint, provider.GetRequiredService<PrometheusEndpoint>(), provider.GetRequiredService<HealthEndpoints>()));
        services.AddHostedService(provider => provider.GetRequiredService<RunDiagnostics>());
    }
}
