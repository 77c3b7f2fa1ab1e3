using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ImageStreams.TestKit;

/// <summary>A registry that answers what a test tells it to, and keeps what it was asked. Unknown paths are 404.</summary>
public sealed class FaultyRegistry : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<string, Script> _scripts = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<RecordedRequest> _requests = new();

    private RequestDelegate _otherwise = Answers.Error(404, "NAME_UNKNOWN", "repository name not known to registry");

    private FaultyRegistry(WebApplication app, X509Certificate2? certificate)
    {
        _app = app;
        Certificate = certificate;
        _app.Run(AnswerAsync);
    }

    /// <summary>Host and port, as they stand in an image reference.</summary>
    public string Host => new Uri(_app.Urls.First()).Authority;

    public string Url => _app.Urls.First();

    /// <summary>What a client must trust; null for plain HTTP.</summary>
    public X509Certificate2? Certificate { get; }

    /// <summary>How long every answer takes, as if the registry were far away. Default no time.</summary>
    public TimeSpan RoundTrip { get; set; }

    public IReadOnlyList<RecordedRequest> Requests => [.. _requests];

    /// <summary>Starts a registry that speaks plain HTTP on a free loopback port.</summary>
    public static Task<FaultyRegistry> StartAsync() => StartAsync(certificate: null, HttpProtocols.Http1);

    /// <summary>Starts a registry that speaks TLS with a certificate of its own for <c>localhost</c> and 127.0.0.1.</summary>
    public static Task<FaultyRegistry> StartTlsAsync() => StartAsync(TestCertificate.Create(), HttpProtocols.Http1);

    /// <summary>Starts a registry that speaks TLS, as <see cref="StartTlsAsync()"/>, and offers HTTP/2.</summary>
    public static Task<FaultyRegistry> StartHttp2Async() => StartAsync(TestCertificate.Create(), HttpProtocols.Http1AndHttp2);

    /// <summary>Starts a registry that speaks TLS with this certificate.</summary>
    public static Task<FaultyRegistry> StartTlsAsync(X509Certificate2 certificate) => StartAsync(certificate, HttpProtocols.Http1);

    /// <summary>Says how to answer <paramref name="route"/>, <c>METHOD /path</c>: each answer once, the last for ever.</summary>
    public FaultyRegistry On(string route, params RequestDelegate[] answers)
    {
        _scripts[route] = new Script(answers);
        return this;
    }

    /// <summary>Says how to answer what <see cref="On"/> says nothing of; <see cref="Answers.Forward"/> makes a real registry fail here and there.</summary>
    public FaultyRegistry Otherwise(RequestDelegate answer)
    {
        _otherwise = answer;
        return this;
    }

    /// <summary>How often a route was asked for.</summary>
    public int Count(string route) => _requests.Count(r => $"{r.Method} {r.Path}" == route);

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        Certificate?.Dispose();
    }

    private static async Task<FaultyRegistry> StartAsync(X509Certificate2? certificate, HttpProtocols protocols)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MinResponseDataRate = null;
            kestrel.Listen(IPAddress.Loopback, 0, listen =>
            {
                listen.Protocols = protocols;
                if (certificate is not null)
                {
                    listen.UseHttps(certificate);
                }
            });
        });
        builder.Services.Configure<HostOptions>(o => o.ShutdownTimeout = TimeSpan.Zero);
        var registry = new FaultyRegistry(builder.Build(), certificate);
        await registry._app.StartAsync();
        return registry;
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var request = context.Request;
        request.EnableBuffering();
        using var body = new StreamReader(request.Body, leaveOpen: true);
        _requests.Enqueue(new RecordedRequest(
            request.Method,
            request.Path,
            request.QueryString.Value ?? "",
            request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase),
            await body.ReadToEndAsync(context.RequestAborted))
        {
            Protocol = request.Protocol,
            Connection = context.Connection.Id,
        });
        request.Body.Position = 0;
        var answer = _scripts.TryGetValue($"{request.Method} {request.Path}", out var script)
            ? script.Next()
            : _otherwise;
        if (RoundTrip > TimeSpan.Zero)
        {
            await Task.Delay(RoundTrip, TimeProvider.System, context.RequestAborted);
        }

        await answer(context);
    }

    private sealed class Script(RequestDelegate[] answers)
    {
        private int _next;

        public RequestDelegate Next() => answers[Math.Min(Interlocked.Increment(ref _next), answers.Length) - 1];
    }
}
