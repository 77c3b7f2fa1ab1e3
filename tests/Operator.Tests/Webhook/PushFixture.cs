using System.Text;
using ImageStreams.Images;
using ImageStreams.Import;
using ImageStreams.Kubernetes;
using ImageStreams.LocalRegistry;
using ImageStreams.Oci;
using ImageStreams.TestKit;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;

namespace ImageStreams.Operator.Tests;

/// <summary>The process between a cluster that keeps things, an integrated registry that does as it is told, and a clock of ours. It leads nothing unless asked.</summary>
internal sealed class PushFixture : IAsyncDisposable
{
    public const string IntegratedHost = "registry.test:5000";
    public const string Secret = "secret of the registries";

    private const string SecretPath = "/api/v1/namespaces/imagestreams-system/secrets/imagestreams-registry-events";

    private readonly IHost _host;

    private PushFixture(FakeCluster cluster, FaultyRegistry registry, bool leads)
    {
        (Cluster, Registry) = (cluster, registry);
        Cluster.Put("/api/v1/namespaces/test", []);
        Cluster.Put(SecretPath, new() { ["data"] = new System.Text.Json.Nodes.JsonObject { ["token"] = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{Secret}\n")) } });
        Settings = new ImportSettingsSource(new ImportSettings
        {
            NodeAuthFile = "/does/not/exist",
            RequestsPerSecondPerRegistry = 1_000_000, // the clock stands still
            Plan = new ImportPlanOptions { RetryJitter = 0, StrategyRuns = true, Hosts = new RegistryHosts { Internal = IntegratedHost, Public = "registry.example" } },
            Integrated = new IntegratedRegistry { Address = registry.Host, Hostnames = ["other.example"] },
        });
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Services.AddSingleton<TimeProvider>(Time);
        builder.Services.AddSingleton(Settings);
        builder.Services.AddCluster(new KubernetesClientConfiguration { Host = cluster.Address }).AddRegistryEvents().AddSingleton(IntegratedKeychain.Anonymous);
        if (leads)
        {
            builder.Services.AddControllers(leaderElect: false);
        }

        builder.Services.AddSingleton(new RegistryTransports(_ => new RegistryTransport(
            new RegistryTransportOptions { Retries = 0 }, TimeProvider.System, NullLogger<RegistryTransport>.Instance)));
        _host = builder.Build();
    }

    public FakeCluster Cluster { get; }

    public FaultyRegistry Registry { get; }

    public ManualTimeProvider Time { get; } = new();

    public ImportSettingsSource Settings { get; }

    public EventsEndpoint Endpoint => Get<EventsEndpoint>();

    public static Task<PushFixture> StartAsync() => StartAsync(leads: false);

    /// <param name="leads">Whether its controllers run.</param>
    /// <param name="prepare">Tells the registry what to answer before anything can ask.</param>
    public static async Task<PushFixture> StartAsync(bool leads, Action<FaultyRegistry>? prepare = null)
    {
        var registry = await FaultyRegistry.StartAsync();
        prepare?.Invoke(registry);
        var fixture = new PushFixture(await FakeCluster.StartAsync(), registry, leads);
        await fixture._host.StartAsync();
        await fixture.Get<EventsSecret>().WaitAsync(CancellationToken.None);
        await fixture.Get<PushHandler>().WaitForSyncAsync(CancellationToken.None);
        return fixture;
    }

    public T Get<T>()
        where T : notnull => _host.Services.GetRequiredService<T>();

    public static string PathOf(string name) => ControllerFixture.PathOf(name);

    /// <summary>An event of docker distribution.</summary>
    public static string Event(string id, string action, string repository, string tag, string digest = "", string host = IntegratedHost) => $$$"""
        {"id":"{{{id}}}","action":"{{{action}}}","target":{"repository":"{{{repository}}}","tag":"{{{tag}}}","digest":"{{{digest}}}","mediaType":"{{{MediaTypes.OciManifest}}}"},
         "request":{"host":"{{{host}}}"}}
        """;

    public static string Envelope(params IEnumerable<string> events) => $$"""{"events":[{{string.Join(',', events)}}]}""";

    public void Serve(string repository, string tag, SampleImage image)
    {
        foreach (var method in (string[])["GET", "HEAD"])
        {
            Registry.On($"{method} /v2/{repository}/manifests/{tag}", Answers.Manifest(image.OciManifest));
        }

        Registry.On($"GET /v2/{repository}/blobs/{image.Config.Digest}", Answers.Bytes(image.Config.Content, MediaTypes.OctetStream));
    }

    /// <summary>Sends a notification with the secret; gives the status of the answer.</summary>
    public Task<int> SendAsync(string body) => SendAsync(Encoding.UTF8.GetBytes(body), request => request.Headers.Authorization = $"Bearer {Secret}");

    public async Task<int> SendAsync(byte[] body, Action<HttpRequest> prepare) => (await AnswerAsync(body, prepare)).StatusCode;

    public async Task<HttpResponse> AnswerAsync(byte[] body, Action<HttpRequest> prepare)
    {
        var context = new DefaultHttpContext();
        context.Request.Method = "POST";
        context.Request.Path = EventsEndpoint.Path;
        context.Request.Body = new MemoryStream(body);
        prepare(context.Request);
        await Endpoint.InvokeAsync(context);
        return context.Response;
    }

    /// <summary>What a tag stands for; null when it is not there.</summary>
    public string? Image(string stream, string tag) => Cluster.Find(PathOf(stream))?["status"]?["tags"]?.AsArray()
        .FirstOrDefault(t => (string?)t!["tag"] == tag)?["items"]?[0]?["image"]?.GetValue<string>();

    public int Count(string method, string repository) => Registry.Requests.Count(r => r.Method == method && r.Path.StartsWith($"/v2/{repository}/manifests/", StringComparison.Ordinal));

    /// <summary>How often a stream, or its status, was written.</summary>
    public int WritesTo(string stream) => Cluster.Writes.Count(w =>
        w.Path.StartsWith(PathOf(stream), StringComparison.Ordinal)
        || (w.Path.EndsWith("/imagestreams", StringComparison.Ordinal) && (string?)w.Json["metadata"]!["name"] == stream));

    /// <summary>Reason and message of every event, in the order in which they came.</summary>
    public IReadOnlyList<string> Events =>
    [
        .. Cluster.Writes.Where(w => w.Method == "POST" && w.Path.EndsWith("/events", StringComparison.Ordinal)).Select(w => $"{w.Json["reason"]} {w.Json["message"]}"),
    ];

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
        await Registry.DisposeAsync();
        await Cluster.DisposeAsync();
    }
}
