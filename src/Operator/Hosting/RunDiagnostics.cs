using System.Net;
using ImageStreams.GenericApiServer;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;

namespace ImageStreams.Operator;

/// <summary>Serves <c>/metrics</c>, <c>/livez</c> and <c>/readyz</c> over plain HTTP, to those who operate the process.</summary>
internal sealed class RunDiagnostics(IPEndPoint endPoint, PrometheusEndpoint metrics, HealthEndpoints health) : IHostedService, IAsyncDisposable
{
    private WebApplication? _app;

    /// <summary>Where it listens; null before it does.</summary>
    public Uri? Address => _app?.Urls.Select(u => new Uri(u)).FirstOrDefault();

    /// <exception cref="IOException">The port is taken.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        // The empty builder: neither environment variables nor files of the working directory have a say here.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = 0;
            kestrel.Listen(endPoint);
        });
        _app = builder.Build();
        _app.Run(AnswerAsync);
        await _app.StartAsync(cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => _app?.StopAsync(cancellationToken) ?? Task.CompletedTask;

    public ValueTask DisposeAsync() => _app?.DisposeAsync() ?? ValueTask.CompletedTask;

    private async Task AnswerAsync(HttpContext context)
    {
        if (!HttpMethods.IsGet(context.Request.Method) && !HttpMethods.IsHead(context.Request.Method))
        {
            context.Response.StatusCode = StatusCodes.Status405MethodNotAllowed;
        }
        else if (context.Request.Path == "/metrics")
        {
            await metrics.InvokeAsync(context);
        }
        else if (await health.FindAsync(context) is { } result)
        {
            await result.ExecuteAsync(context);
        }
        else
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
        }
    }
}
