using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ImageStreams.LocalRegistry;

/// <summary>A container registry for development: everybody may read and write, over plain HTTP, from this machine only.</summary>
/// <remarks>What it answers: docs/spec/registries.md#the-local-registry.</remarks>
public sealed class LocalRegistryHost : IAsyncDisposable
{
    private readonly WebApplication _app;

    private LocalRegistryHost(WebApplication app) => _app = app;

    public Uri Address => new(_app.Urls.First());

    /// <summary>Host and port, as they stand in an image reference.</summary>
    public string Host => Address.Authority;

    /// <summary>Opens the directory and listens. The port is free again when the host was disposed.</summary>
    /// <exception cref="IOException">The port is taken, or the directory cannot be written.</exception>
    public static async Task<LocalRegistryHost> StartAsync(
        LocalRegistryOptions options, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        var store = RegistryStore.Open(options.Directory, TimeProvider.System.GetUtcNow());

        // The empty builder: neither environment variables nor files of the working directory have a say here.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddSingleton(loggers);
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = options.MaxBlobBytes;
            kestrel.Listen(IPAddress.Loopback, options.Port);
        });
        var app = builder.Build();
        app.Run(new RegistryEndpoints(store, options, loggers.CreateLogger<RegistryEndpoints>()).AnswerAsync);
        try
        {
            await app.StartAsync(cancellationToken);
            return new LocalRegistryHost(app);
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
