using ImageStreams.GenericApiServer;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ImageStreams.ApiServer;

/// <summary>Listens on the secure port and takes requests through the pipeline. Its parts are the process's, so that it can be one of several things that run there.</summary>
public sealed class ApiServerHost : IHostedService, IAsyncDisposable
{
    private readonly IServiceProvider _services;
    private readonly ApiServerOptions _options;
    private readonly IServingCertificate _certificate;
    private readonly ImageApi _api;
    private WebApplication? _app;

    internal ApiServerHost(IServiceProvider services, ApiServerOptions options, IServingCertificate certificate, ImageApi api) =>
        (_services, _options, _certificate, _api) = (services, options, certificate, api);

    /// <summary>Where it listens; null before it does.</summary>
    public Uri? Address => _app?.Urls.Select(u => new Uri(u)).FirstOrDefault();

    /// <exception cref="IOException">The port is taken.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        // The empty builder: neither environment variables nor files of the working directory have a say here.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        Share<ILoggerFactory>(builder.Services);
        Share<TimeProvider>(builder.Services);
        Share<IAuthenticator>(builder.Services);
        Share<IAuthorizer>(builder.Services);
        Share<ServerLifecycle>(builder.Services);
        Share<ApiServerMetrics>(builder.Services);
        Share<IOptions<GenericApiServerOptions>>(builder.Services);
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(Configure);
        _app = builder.Build();
        UseDirectEndpoints(_app, [.. _services.GetServices<IDirectEndpoint>()]);
        _app.UseMiddleware<LegacyPathMiddleware>();
        _app.UseGenericApiServer();
        _app.Run(_api.InvokeAsync);
        await _app.StartAsync(cancellationToken);
    }

    /// <summary>Requests are taken a little longer, for clients who have not heard yet that readiness has failed; then those in flight are finished.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (_app is null)
        {
            return;
        }

        await Task.Delay(_options.ShutdownDelay, _services.GetRequiredService<TimeProvider>(), cancellationToken);
        await _app.StopAsync(cancellationToken);
    }

    public ValueTask DisposeAsync() => _app?.DisposeAsync() ?? ValueTask.CompletedTask;

    private static void UseDirectEndpoints(WebApplication app, IReadOnlyList<IDirectEndpoint> endpoints)
    {
        app.MapWhen(context => Find(context) is not null, branch => branch
            .UseMiddleware<RequestContextMiddleware>()
            .UseMiddleware<StatusMiddleware>()
            .Run(context => Find(context)!.InvokeAsync(context)));

        IDirectEndpoint? Find(HttpContext context)
        {
            var path = context.GetDecodedPath();
            return endpoints.FirstOrDefault(e => e.Serves(path));
        }
    }

    private void Share<T>(IServiceCollection services)
        where T : class => services.AddSingleton(_services.GetRequiredService<T>());

    private void Configure(KestrelServerOptions kestrel)
    {
        kestrel.LimitForApiServer();
        kestrel.Listen(_options.EndPoint, listen =>
        {
            listen.Protocols = HttpProtocols.Http1AndHttp2;
            listen.UseHttps(https =>
            {
                https.ServerCertificateSelector = (_, _) => _certificate.Current.TargetCertificate; // Kestrel wants one, but sends it without its chain
                https.OnAuthenticate = (_, tls) => (tls.ServerCertificateSelectionCallback, tls.ServerCertificateContext) = (null, _certificate.Current);
            });
        });
    }
}
