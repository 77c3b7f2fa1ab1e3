using System.Net;
using System.Net.Sockets;
using ImageStreams.GenericApiServer;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ImageStreams.ControlPlane;

/// <summary>The embedded control plane as a running server: HTTPS on the loopback address, with an authority of its own.</summary>
/// <remarks>docs/spec/control-plane.md</remarks>
public sealed class ControlPlaneHost : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ObjectStore _store;
    private readonly ClusterCertificates _certificates;
    private bool _ended;

    private ControlPlaneHost(WebApplication app, ObjectStore store, ClusterCertificates certificates, Uri address, string kubeConfig)
    {
        _app = app;
        _store = store;
        _certificates = certificates;
        Address = address;
        KubeConfigPath = kubeConfig;
    }

    /// <summary>Where clients reach it.</summary>
    public Uri Address { get; }

    /// <summary>The admin's kubeconfig, which the start wrote.</summary>
    public string KubeConfigPath { get; }

    /// <summary>Starts the control plane; when this returns, everything is loaded and requests are answered.</summary>
    /// <param name="options">How it runs.</param>
    /// <param name="logging">Where its log goes.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    /// <exception cref="ControlPlaneException">It cannot run; the message says why and what to do.</exception>
    public static async Task<ControlPlaneHost> StartAsync(ControlPlaneOptions options, Action<ILoggingBuilder> logging, CancellationToken cancellationToken)
    {
        ObjectStore? store = null;
        ClusterCertificates? certificates = null;
        WebApplication? app = null;
        try
        {
            using var loggers = LoggerFactory.Create(logging);
            store = ObjectStore.Open(
                new ObjectStoreOptions { DataDirectory = options.DataDirectory, WaitForDisk = options.WaitForDisk },
                TimeProvider.System,
                loggers.CreateLogger<ObjectStore>());
            certificates = new ClusterCertificates(Path.Combine(options.DataDirectory, "pki"), options.Hosts, TimeProvider.System);
            app = Build(options, logging, store, certificates);
            await PrepareAsync(app.Services);
            await app.StartAsync(cancellationToken);
            var publisher = app.Services.GetRequiredService<AccessPublisher>();
            publisher.WriteKubeConfig();
            return new ControlPlaneHost(app, store, certificates, publisher.Address, publisher.KubeConfigPath);
        }
        catch (Exception e)
        {
            if (app is not null)
            {
                await EndAsync(app);
            }

            certificates?.Dispose();
            store?.Dispose();
            throw Explained(e, options);
        }
    }

    /// <summary>Takes no more requests, ends watches, finishes the rest, and closes the store.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _app.StopAsync(cancellationToken);
        await DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _ended, true))
        {
            return;
        }

        await EndAsync(_app);
        _store.Dispose();
        _certificates.Dispose();
    }

    // Whoever writes to the store has come to an end before it is closed.
    private static async Task EndAsync(WebApplication app)
    {
        await app.StopAsync();
        await app.DisposeAsync();
    }

    private static WebApplication Build(ControlPlaneOptions options, Action<ILoggingBuilder> logging, ObjectStore store, ClusterCertificates certificates)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Logging.ClearProviders();
        logging(builder.Logging);
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel =>
        {
            kestrel.LimitForApiServer();
            kestrel.Listen(IPAddress.Loopback, options.Port, listen => listen.UseHttps(https => https.ServerCertificateSelector = (_, _) => certificates.Serving));
        });
        builder.Services.AddSingleton<IHostLifetime, OwnedLifetime>();
        builder.Services.Configure<HostOptions>(o => o.ShutdownTimeout = options.ShutdownTimeout);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddGenericApiServer(o => o.AlwaysAllowedPaths = ["/healthz", "/livez", "/readyz"]);
        builder.Services.AddControlPlane(options, store, certificates);
        var app = builder.Build();
        UsePipeline(app);
        app.Run(app.Services.GetRequiredService<Dispatcher>().InvokeAsync);
        return app;
    }

    // The generic pipeline with two things more: callers may act as others, and other servers may answer.
    private static void UsePipeline(WebApplication app) => app
        .UseMiddleware<RequestContextMiddleware>()
        .UseMiddleware<StatusMiddleware>()
        .UseMiddleware<RequestInfoMiddleware>()
        .UseMiddleware<RequestDeadlineMiddleware>()
        .UseMiddleware<AuthenticationMiddleware>()
        .UseMiddleware<ImpersonationMiddleware>()
        .UseMiddleware<AuthorizationMiddleware>()
        .UseMiddleware<ResourceMethodMiddleware>()
        .UseMiddleware<AggregationMiddleware>()
        .UseMiddleware<ProtobufBodyMiddleware>();

    /// <summary>Makes what requests rely on before the first of them is taken.</summary>
    private static async Task PrepareAsync(IServiceProvider services)
    {
        var objects = services.GetRequiredService<OwnObjects>();
        await services.GetRequiredService<NamespaceDefaults>().PrepareAsync();
        await DefaultRolesWriter.RunAsync(objects);
        await RoleAggregationController.SettleAsync(objects);
        await services.GetRequiredService<AccessPublisher>().PublishAuthoritiesAsync();
        await LocalApiServiceController.RegisterAsync(objects, BuiltInKinds.GroupVersions, TimeProvider.System);
    }

    private static Exception Explained(Exception e, ControlPlaneOptions options) => e switch
    {
        StoreException => new ControlPlaneException(e.Message, e),
        IOException { InnerException: Microsoft.AspNetCore.Connections.AddressInUseException } => new ControlPlaneException(
            $"port {options.Port} is in use by another process: stop it, or choose another --port", e),
        SocketException { SocketErrorCode: SocketError.AccessDenied } => new ControlPlaneException(
            $"port {options.Port} may not be used by this user: choose another --port", e),
        InvalidDataException or FileNotFoundException or DirectoryNotFoundException or UnauthorizedAccessException => new ControlPlaneException(e.Message, e),
        _ => e,
    };
}
