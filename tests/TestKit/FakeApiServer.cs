using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ImageStreams.TestKit;

/// <summary>An API server that answers as a test has scripted it, also with what no sane server would, and remembers every request.</summary>
/// <remarks>Routes are <c>METHOD /path</c> without the query. Each request to a route takes its next reply; the last one is repeated.</remarks>
public sealed class FakeApiServer : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, ConcurrentQueue<FakeReply>> _routes = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<FakeRequest> _requests = new();
    private readonly CancellationTokenSource _stopped = new();
    private readonly WebApplication _app;
    private Func<FakeRequest, FakeReply?> _fallback = _ => null;

    private FakeApiServer(WebApplication app) => _app = app;

    /// <summary>Address with scheme and port.</summary>
    public Uri Address => new(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());

    /// <summary>All requests so far, oldest first.</summary>
    public IReadOnlyList<FakeRequest> Requests => [.. _requests];

    /// <summary>A server over plain HTTP.</summary>
    public static Task<FakeApiServer> StartAsync() => StartAsync(certificate: null, clientCertificates: false);

    /// <summary>A server over HTTPS that offers HTTP/2 and, if wanted, asks for a client certificate and takes any.</summary>
    public static async Task<FakeApiServer> StartAsync(X509Certificate2? certificate, bool clientCertificates)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => Configure(listen, certificate, clientCertificates)));
        var app = builder.Build();
        var server = new FakeApiServer(app);
        app.Run(server.HandleAsync);
        await app.StartAsync();
        return server;
    }

    /// <summary>Scripts a route: <c>"GET /api/v1/namespaces"</c>. Further calls append.</summary>
    public FakeApiServer On(string route, params IEnumerable<FakeReply> replies)
    {
        var queue = _routes.GetOrAdd(route, _ => new ConcurrentQueue<FakeReply>());
        foreach (var reply in replies)
        {
            queue.Enqueue(reply);
        }

        return this;
    }

    /// <summary>Answers what no route names; <c>null</c> is a 404.</summary>
    public FakeApiServer Otherwise(Func<FakeRequest, FakeReply?> handler)
    {
        _fallback = handler;
        return this;
    }

    /// <summary>The requests of one route.</summary>
    public IReadOnlyList<FakeRequest> RequestsTo(string route) => [.. _requests.Where(r => r.Route == route)];

    public async ValueTask DisposeAsync()
    {
        await _stopped.CancelAsync();
        using var atOnce = new CancellationTokenSource(TimeSpan.Zero);
        await _app.StopAsync(atOnce.Token);
        await _app.DisposeAsync();
        _stopped.Dispose();
    }

    private static void Configure(ListenOptions listen, X509Certificate2? certificate, bool clientCertificates)
    {
        if (certificate is null)
        {
            return;
        }

        listen.Protocols = HttpProtocols.Http1AndHttp2;
        listen.UseHttps(https =>
        {
            https.ServerCertificate = certificate;
            https.ClientCertificateMode = clientCertificates ? ClientCertificateMode.AllowCertificate : ClientCertificateMode.NoCertificate;
            https.AllowAnyClientCertificate();
        });
    }

    private async Task HandleAsync(HttpContext context)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, _stopped.Token);
        var request = await FakeRequest.ReadAsync(context);
        _requests.Enqueue(request);
        var reply = Next(request.Route) ?? _fallback(request) ?? FakeReply.Status(404, "NotFound", $"{request.Route} is not scripted");
        try
        {
            await reply.SendAsync(context, either.Token);
        }
        catch (OperationCanceledException)
        {
            context.Abort();
        }
    }

    private FakeReply? Next(string route)
    {
        if (!_routes.TryGetValue(route, out var replies))
        {
            return null;
        }

        lock (replies)
        {
            return replies.Count > 1 && replies.TryDequeue(out var next) ? next : replies.FirstOrDefault();
        }
    }
}
