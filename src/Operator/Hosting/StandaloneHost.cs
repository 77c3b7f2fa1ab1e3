using System.Net;
using ImageStreams.ApiServer;
using ImageStreams.ControlPlane;
using ImageStreams.Images;
using ImageStreams.Kubernetes;
using ImageStreams.LocalRegistry;
using ImageStreams.Oci;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace ImageStreams.Operator;

/// <summary>
/// Everything on one machine: an embedded control plane, a registry, and the same process that runs in a cluster, installed in the same way and with
/// no more rights than its service account has there.
/// </summary>
internal static class StandaloneHost
{
    /// <exception cref="ControlPlaneException">The control plane cannot run; the message says what to do.</exception>
    /// <exception cref="RunStartException">Another part cannot run.</exception>
    public static async Task RunAsync(StandaloneOptions options, TextWriter output, CancellationToken cancellationToken)
    {
        try
        {
            await using var plane = await ControlPlaneHost.StartAsync(
                new ControlPlaneOptions { DataDirectory = options.DataDirectory, Port = options.Port, TokenAuthFile = options.TokenAuthFile },
                Logging,
                cancellationToken);
            using var loggers = LoggerFactory.Create(Logging);
            await using var registry = await StartRegistryAsync(options, loggers, cancellationToken);
            using var admin = new KubernetesClient(KubernetesClientConfiguration.BuildConfigFromConfigFile(plane.KubeConfigPath));
            await RunProcessAsync(options, plane, registry, admin, output, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Told to stop: everything above has stopped by now.
        }
    }

    private static async Task RunProcessAsync(
        StandaloneOptions options, ControlPlaneHost plane, LocalRegistryHost? registry, KubernetesClient admin, TextWriter output, CancellationToken cancellationToken)
    {
        var installation = new StandaloneInstallation(admin, TimeProvider.System);
        await installation.ApplyAsync(cancellationToken);
        var identity = new StandaloneIdentity(admin, Path.Combine(options.DataDirectory, "imagestreams.token"), TimeProvider.System);
        await identity.RenewAsync(cancellationToken);

        using var host = CreateProcess(options, registry, admin.Configuration, identity);
        await StartAsync(host, options, cancellationToken);
        try
        {
            var apiServer = host.Services.GetRequiredService<ApiServerHost>().Address!;
            await installation.RegisterAsync(apiServer.Port, cancellationToken);
            await WriteEventsTokenAsync(options, host, cancellationToken);
            await new StandaloneCertificates(admin, options.DataDirectory, TimeProvider.System).WriteAsync(cancellationToken);
            await output.WriteLineAsync(
                $"ready {Bare(plane.Address)} kubeconfig={plane.KubeConfigPath} api={Bare(apiServer)} registry={(registry is null ? "" : Bare(registry.Address))}");
            if (options.Samples is { } folder)
            {
                await new StandaloneSamples(admin, registry, TimeProvider.System).RunAsync(folder, plane.KubeConfigPath, output, cancellationToken);
            }

            await output.FlushAsync(cancellationToken);
            await host.WaitForShutdownAsync(cancellationToken);
        }
        finally
        {
            await host.StopAsync(CancellationToken.None);
        }
    }

    /// <summary>So that a registry on this machine can be given the secret that its notifications show.</summary>
    private static async Task WriteEventsTokenAsync(StandaloneOptions options, IHost host, CancellationToken cancellationToken)
    {
        var token = await host.Services.GetRequiredService<EventsSecret>().WaitAsync(cancellationToken);
        await PrivateFile.WriteAsync(Path.Combine(options.DataDirectory, "registry-events-token"), token, cancellationToken);
    }

    private static IHost CreateProcess(
        StandaloneOptions options, LocalRegistryHost? registry, KubernetesClientConfiguration admin, StandaloneIdentity identity)
    {
        var run = new RunOptions
        {
            BindAddress = IPAddress.Loopback,
            SecurePort = options.SecurePort,
            Controllers = options.Controllers,
            LeaderElect = false,
            MetricsBindAddress = null,
            RegistryHostname = options.RegistryHostname ?? registry?.Host ?? "",
            PublicRegistryHostname = options.PublicRegistryHostname,
            TokenRealm = options.TokenRealm,
        };
        // Registries of this machine speak plain HTTP.
        string[] ours = registry is null ? HostsOnThisMachine(run.RegistryHostname) : [registry.Host, $"localhost:{registry.Address.Port}"];
        var defaults = RunHost.DefaultsOf(run);
        var settings = defaults with { Import = defaults.Import with { InsecureRegistries = [.. ours.Select(RegistryPattern.Parse)] } };
        var builder = RunHost.Create(run, identity.ConfigurationFrom(admin), settings);
        Logging(builder.Logging);
        builder.Services.AddHostedService(_ => identity);
        return builder.Build();
    }

    private static string[] HostsOnThisMachine(string host) =>
        RepositoryName.TryCreate(host, "any", out var repository) && repository.IsLoopback ? [host] : [];

    private static async Task StartAsync(IHost host, StandaloneOptions options, CancellationToken cancellationToken)
    {
        try
        {
            await host.StartAsync(cancellationToken);
        }
        catch (IOException e)
        {
            await host.StopAsync(CancellationToken.None); // what has begun ends first, or it logs that its client is gone
            throw new RunStartException($"port {options.SecurePort} cannot be used ({e.Message}): stop what uses it, or choose another --secure-port");
        }
    }

    private static async Task<LocalRegistryHost?> StartRegistryAsync(StandaloneOptions options, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        if (options.RegistryPort == 0)
        {
            return null;
        }

        try
        {
            return await LocalRegistryHost.StartAsync(
                new LocalRegistryOptions { Directory = Path.Combine(options.DataDirectory, "registry"), Port = options.RegistryPort }, loggers, cancellationToken);
        }
        catch (IOException e)
        {
            throw new RunStartException($"port {options.RegistryPort} cannot be used ({e.Message}): stop what uses it, or choose another --registry-port");
        }
    }

    /// <summary>To standard error, and only what somebody should look at: standard output is for the ready line and the samples.</summary>
    private static void Logging(ILoggingBuilder logging)
    {
        logging.AddSimpleConsole(console => (console.SingleLine, console.TimestampFormat, console.UseUtcTimestamp) = (true, "yyyy-MM-dd'T'HH:mm:ss.fff'Z' ", true));
        logging.Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        logging.SetMinimumLevel(LogLevel.Warning).AddFilter("Microsoft", LogLevel.Error).AddFilter(RunHost.HostCategory, LogLevel.Critical);
    }

    private static string Bare(Uri address) => address.GetLeftPart(UriPartial.Authority);
}
