using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using ImageStreams.GenericApiServer;
using ImageStreams.Import;
using ImageStreams.Kubernetes;
using ImageStreams.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ImageStreams.ApiServer.Tests;

/// <summary>Our API server on a control plane that says what a test wants it to say, at a time that the test decides.</summary>
internal sealed class ScriptedServer : IAsyncDisposable
{
    public const string ProxyName = "front-proxy-client";
    public const string Published = "/api/v1/namespaces/kube-system/configmaps/extension-apiserver-authentication";

    private readonly List<HttpClient> _clients = [];
    private readonly ConcurrentQueue<JsonObject> _accessReviews = new();
    private readonly ConcurrentQueue<JsonObject> _tokenReviews = new();
    private IHost? _host;
    private Task? _stop;

    private ScriptedServer(FakeCluster plane) => Plane = plane;

    public FakeCluster Plane { get; }

    public TestCertificateAuthority ProxyAuthority { get; } = new("front-proxy-ca");

    public TestCertificateAuthority ClientAuthority { get; } = new("client-ca");

    public ManualTimeProvider Clock { get; } = new(TimeProvider.System.GetUtcNow());

    public ConcurrentQueue<string> Errors { get; } = new();

    /// <summary>All that was logged; null, as at first, for nothing but <see cref="Errors"/>.</summary>
    public ConcurrentQueue<string>? Log { get; set; }

    /// <summary>The <c>spec</c> of every access review so far.</summary>
    public IReadOnlyList<JsonObject> AccessReviews => [.. _accessReviews];

    /// <summary>The <c>spec</c> of every token review so far.</summary>
    public IReadOnlyList<JsonObject> TokenReviews => [.. _tokenReviews];

    /// <summary>The answer to an access review; null fails it. At first everything is allowed.</summary>
    public Func<JsonObject, string?> Access { get; set; } = _ => "{allowed: true}";

    /// <summary>The answer to a token review; null fails it. At first no token is known.</summary>
    public Func<string, string?> Token { get; set; } = _ => "{authenticated: false}";

    public ApiServerHost Api => _host!.Services.GetRequiredService<ApiServerHost>();

    public IHost Host => _host!;

    public int IndexedImages => Host.Services.GetRequiredService<ImageIndex>().Count;

    public static async Task<ScriptedServer> StartAsync(Action<ScriptedServer>? prepare = null, Action<ApiServerOptions>? configure = null)
    {
        var server = new ScriptedServer(await FakeCluster.StartAsync());
        server.Plane.Fail(server.Review);
        server.Publish(_ => { });
        prepare?.Invoke(server);
        await server.RunAsync(configure);
        return server;
    }

    /// <summary>Publishes whom to believe, as a kube-apiserver does, with what a test changes of it.</summary>
    public void Publish(Action<JsonObject> change)
    {
        var data = new JsonObject
        {
            ["client-ca-file"] = ClientAuthority.Pem,
            ["requestheader-client-ca-file"] = ProxyAuthority.Pem,
            ["requestheader-allowed-names"] = $"""["{ProxyName}"]""",
            ["requestheader-username-headers"] = """["X-Remote-User"]""",
            ["requestheader-uid-headers"] = """["X-Remote-Uid"]""",
            ["requestheader-group-headers"] = """["X-Remote-Group"]""",
            ["requestheader-extra-headers-prefix"] = """["X-Remote-Extra-"]""",
        };
        change(data);
        foreach (var absent in data.Where(d => d.Value is null).Select(d => d.Key).ToList())
        {
            data.Remove(absent);
        }

        Plane.Put(Published, new JsonObject { ["data"] = data });
    }

    /// <summary>A caller at our port.</summary>
    public ApiClient As(PemCertificate? certificate = null, string? token = null)
    {
        var shown = certificate?.ToX509();
        var handler = new SocketsHttpHandler();
        handler.SslOptions.RemoteCertificateValidationCallback = (_, server, _, _) => server is not null;
        handler.SslOptions.LocalCertificateSelectionCallback = (_, _, _, _, _) => shown!; // whatever it is good for

        var client = new HttpClient(handler) { BaseAddress = Api.Address, DefaultRequestVersion = HttpVersion.Version20 };
        client.DefaultRequestHeaders.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        _clients.Add(client);
        return new(client);
    }

    /// <summary>The aggregator.</summary>
    public ApiClient AsProxy() => As(ProxyAuthority.Client(ProxyName));

    /// <summary>Waits until the server has read what was published.</summary>
    public Task UntilAsync(Func<RequestHeaderConfiguration, bool> state) =>
        Eventually.Succeeds(() => state(_host!.Services.GetRequiredService<RequestHeaderConfiguration>()).Should().BeTrue());

    /// <summary>Tells the process to stop, once.</summary>
    public Task StopAsync() => _stop ??= _host?.StopAsync() ?? Task.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        _clients.ForEach(c => c.Dispose());
        await StopAsync();
        _host?.Dispose();

        await Plane.DisposeAsync();
        ProxyAuthority.Dispose();
        ClientAuthority.Dispose();
    }

    private async Task RunAsync(Action<ApiServerOptions>? configure)
    {
        var options = new ApiServerOptions { EndPoint = new(IPAddress.Loopback, 0) };
        configure?.Invoke(options);
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Logging.AddProvider(new ErrorCollector(Errors)).SetMinimumLevel(LogLevel.Warning);
        if (Log is not null)
        {
            builder.Logging.AddProvider(new ErrorCollector(Log, LogLevel.Trace)).SetMinimumLevel(LogLevel.Trace);
        }

        builder.Services.AddMetrics();
        builder.Services.AddSingleton<TimeProvider>(Clock);
        builder.Services.AddSingleton(new ImportSettingsSource(new ImportSettings()));
        builder.Services.AddSingleton(new PrometheusEndpoint("ImageStreams.", "imagestreams."));
        builder.Services.AddKubernetes(new KubernetesClientConfiguration { Host = Plane.Address }, new KubernetesClientOptions { MaxAttempts = 1 });
        builder.Services.AddImport("tests");
        builder.Services.AddImageApiServer(options);
        _host = builder.Build();
        await _host.StartAsync();
        if (Plane.Find(Published) is not null)
        {
            await UntilAsync(c => c.Current is not null || c.Authorities is not null || !Errors.IsEmpty);
        }
    }

    private FakeReply? Review(FakeRequest request)
    {
        var (specs, answer) = request.Route switch
        {
            "POST /apis/authorization.k8s.io/v1/subjectaccessreviews" => (_accessReviews, Access),
            "POST /apis/authentication.k8s.io/v1/tokenreviews" => (_tokenReviews, spec => Token((string)spec["token"]!)),
            _ => (null, (Func<JsonObject, string?>?)null),
        };
        if (specs is null)
        {
            return null;
        }

        var review = request.Json;
        var spec = review["spec"]!.AsObject();
        specs.Enqueue(spec);
        if (answer!(spec) is not { } status)
        {
            return FakeReply.Status(403, "Forbidden", "the reviewer is out");
        }

        review["status"] = Objects.Parse($"{{apiVersion: v1, kind: X, status: {status}}}")["status"]!.DeepClone();
        return FakeReply.Json(review);
    }
}
