using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ImageStreams.ControlPlane.Tests;

/// <summary>An aggregated server of a test: its own authority, a certificate for <c>backend.default.svc</c>, and what it was asked.</summary>
internal sealed class BackendServer : IAsyncDisposable
{
    public const string Group = "zoo.example.com";
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly CertificateAuthority _authority;
    private readonly X509Certificate2 _certificate;
    private readonly List<SeenRequest> _seen = [];
    private readonly Lock _lock = new();
    private WebApplication? _application;

    public BackendServer(string name = "backend.default.svc")
    {
        _authority = CertificateAuthority.Create("backend-ca", _key, TimeSpan.FromDays(1), TimeProvider.System);
        _certificate = _authority.Issue(CertificateProfile.Server("backend", [name], TimeSpan.FromHours(1)));
    }

    /// <summary>Answers what is no discovery.</summary>
    public RequestDelegate Handler { get; set; } = context => context.Response.WriteAsync("hello");

    /// <summary>What the resource <c>cats</c> can do.</summary>
    public IReadOnlyList<string> Verbs { get; set; } = ["get", "list"];

    /// <summary>An object that does not go.</summary>
    public string Immortal { get; set; } = "";

    public byte[] CaBundle => System.Text.Encoding.ASCII.GetBytes(_authority.Pem);

    public int Port { get; private set; }

    public IReadOnlyList<SeenRequest> Seen
    {
        get
        {
            lock (_lock)
            {
                return [.. _seen];
            }
        }
    }

    public async Task StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel =>
        {
            kestrel.RequestHeaderEncodingSelector = _ => System.Text.Encoding.UTF8;
            kestrel.Listen(
                System.Net.IPAddress.Loopback,
                Port,
                listen => listen.UseHttps(https =>
                {
                    https.ServerCertificate = _certificate;
                    https.ClientCertificateMode = ClientCertificateMode.AllowCertificate;
                    https.AllowAnyClientCertificate();
                }));
        });
        _application = builder.Build();
        _application.Run(AnswerAsync);
        await _application.StartAsync();
        var address = _application.Services.GetRequiredService<Microsoft.AspNetCore.Hosting.Server.IServer>()
            .Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        Port = new Uri(address).Port;
    }

    public async Task StopAsync()
    {
        if (_application is { } application)
        {
            _application = null;
            using var now = new CancellationTokenSource(TimeSpan.Zero);
            await application.StopAsync(now.Token);
            await application.DisposeAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _certificate.Dispose();
        _authority.Dispose();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        lock (_lock)
        {
            _seen.Add(new SeenRequest(
                $"{context.Request.Method} {context.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpRequestFeature>()!.RawTarget}",
                context.Request.Headers.ToDictionary(h => h.Key, h => string.Join('|', h.Value.ToArray()), StringComparer.OrdinalIgnoreCase),
                context.Connection.ClientCertificate?.Subject ?? ""));
        }

        switch (context.Request.Path.Value)
        {
            case $"/apis/{Group}/v1":
                await context.Response.WriteAsync(
                    $$"""
                    {"kind":"APIResourceList","apiVersion":"v1","groupVersion":"{{Group}}/v1","resources":[
                    {"name":"cats/status","kind":"Cat","verbs":["get"]},
                    {"name":"cats","singularName":"cat","namespaced":true,"kind":"Cat","verbs":{{System.Text.Json.JsonSerializer.Serialize(Verbs)}},"shortNames":["ct"],"categories":["all"]}]}
                    """);
                break;
            case "/openapi/v3":
                await context.Response.WriteAsync(
                    """{"paths":{"apis/zoo.example.com/v1":{"serverRelativeURL":"/openapi/v3/apis/zoo.example.com/v1?hash=AB"},"version":{"serverRelativeURL":"/x"}}}""");
                break;
            case "/openapi/v2":
                await context.Response.WriteAsync(
                    """{"paths":{"/apis/zoo.example.com/v1/cats":{"get":{"schema":{"$ref":"#/definitions/Cat"}}},"/version":{}},"definitions":{"Cat":{"type":"object"},"Other":{}}}""");
                break;
            default:
                await Handler(context);
                break;
        }
    }

    internal sealed record SeenRequest(string Line, IReadOnlyDictionary<string, string> Headers, string ClientCertificate);
}
