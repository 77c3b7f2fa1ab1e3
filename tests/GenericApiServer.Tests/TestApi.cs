using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace ImageStreams.GenericApiServer.Tests;

/// <summary>A server on loopback, made of what a test gives it.</summary>
internal sealed class TestApi : IAsyncDisposable
{
    private readonly WebApplication _app;

    private TestApi(WebApplication app, CollectingLogger log)
    {
        _app = app;
        Log = log;
        Address = new Uri(app.Urls.Single());
        Client = new HttpClient { BaseAddress = Address };
    }

    public HttpClient Client { get; }

    public Uri Address { get; }

    public CollectingLogger Log { get; }

    public IServiceProvider Services => _app.Services;

    public static async Task<TestApi> StartAsync(Action<IApplicationBuilder> pipeline, Action<WebApplicationBuilder>? configure = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        var log = new CollectingLogger();
        builder.Logging.ClearProviders().AddProvider(log).SetMinimumLevel(LogLevel.Debug);
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        configure?.Invoke(builder);
        var app = builder.Build();
        pipeline(app);
        await app.StartAsync();
        return new TestApi(app, log);
    }

    /// <summary>A server whose every request ends in <paramref name="handler"/>, behind <see cref="StatusMiddleware"/>.</summary>
    public static Task<TestApi> StartAsync(RequestDelegate handler) => StartAsync(app =>
    {
        app.UseMiddleware<StatusMiddleware>();
        app.Run(handler);
    });

    public async Task StopAsync(CancellationToken cancellationToken = default) => await _app.StopAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
    }
}
