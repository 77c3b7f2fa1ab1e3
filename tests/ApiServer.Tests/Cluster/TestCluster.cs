using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography.X509Certificates;
using ImageStreams.Images;
using ImageStreams.Import;
using ImageStreams.Kubernetes;
using ImageStreams.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ImageStreams.ApiServer.Tests;

/// <summary>A control plane with our API server behind its aggregator, as config/default sets it up. Tests get the embedded one, and reach the real one through it.</summary>
public sealed class TestCluster : IAsyncLifetime
{
    public const string RegistryHost = "registry.test:5000";
    public const string PublicRegistryHost = "images.test";

    private readonly PlaneKind _kind;
    private readonly List<HttpClient> _clients = [];
    private TestCluster? _onRealPlane;
    private Plane? _plane;
    private IHost? _host;
    private int _namespaces;

    public TestCluster()
        : this(PlaneKind.Embedded)
    {
    }

    private TestCluster(PlaneKind kind) => _kind = kind;

    internal ApiClient Admin { get; private set; } = null!;

    internal IServiceProvider Services => _host!.Services;

    internal string Kubeconfig => _plane!.Kubeconfig;

    /// <summary>The API server's own port.</summary>
    internal Uri DirectAddress => _host!.Services.GetRequiredService<ApiServerHost>().Address!;

    internal Uri PlaneAddress => _plane!.Address;

    internal RealControlPlane RealPlane => _plane!.Real;

    /// <summary>A cluster of a test's own, which may break it.</summary>
    internal static async Task<TestCluster> StartAsync(PlaneKind kind)
    {
        var cluster = new TestCluster(kind);
        await cluster.InitializeAsync();
        return cluster;
    }

    public async Task InitializeAsync()
    {
        _plane = await Plane.StartAsync(_kind);
        Admin = As("admin-token");
        foreach (var file in Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "crds"), "*.yaml"))
        {
            var name = File.ReadLines(file).First(l => l.StartsWith("  name: ", StringComparison.Ordinal))["  name: ".Length..];
            (await Admin.ApplyAsync($"/apis/apiextensions.k8s.io/v1/customresourcedefinitions/{name}", "setup", await File.ReadAllTextAsync(file))).Expect(201);
        }

        (await Admin.ApplyAsync("/api/v1/namespaces/imagestreams-system", "setup", "{apiVersion: v1, kind: Namespace, metadata: {name: imagestreams-system}}")).Expect(201);
        await Eventually.Succeeds(async () => (await Admin.GetAsync("/apis/image.openshift.io/v1stored/images")).Expect(200));
        await StartServerAsync();
        await RegisterAsync();
    }

    /// <summary>The cluster on such a control plane; the real one is started for the first test that wants it.</summary>
    internal async Task<TestCluster> OnAsync(PlaneKind kind)
    {
        if (kind == _kind)
        {
            return this;
        }

        if (_onRealPlane is null)
        {
            _onRealPlane = await StartAsync(kind);
        }

        return _onRealPlane;
    }

    /// <summary>Somebody with a token, at the control plane.</summary>
    internal ApiClient As(string token) => new(Client(_plane!.Address, new HttpClientHandler(), token));

    /// <summary>Somebody at the API server's own port, past the aggregator.</summary>
    internal ApiClient Directly(string? token, X509Certificate2? certificate = null)
    {
        var handler = new HttpClientHandler();
        if (certificate is not null)
        {
            handler.ClientCertificates.Add(certificate);
        }

        return new(Client(DirectAddress, handler, token));
    }

    /// <summary>A namespace of a test's own, on such a control plane.</summary>
    internal async Task<Place> PlaceAsync(PlaneKind kind)
    {
        var cluster = await OnAsync(kind);
        return new(cluster, await cluster.NamespaceAsync());
    }

    /// <summary>A namespace of a test's own.</summary>
    internal async Task<string> NamespaceAsync()
    {
        var name = $"test-{Interlocked.Increment(ref _namespaces)}";
        (await Admin.PostAsync("/api/v1/namespaces", Objects.Parse($"{{apiVersion: v1, kind: Namespace, metadata: {{name: {name}}}}}"))).Expect(201);
        return name;
    }

    /// <summary>Gives a user a cluster role in a namespace.</summary>
    internal async Task BindAsync(string ns, string role, string user)
    {
        var binding = Objects.Parse($$"""
            {apiVersion: rbac.authorization.k8s.io/v1, kind: RoleBinding, metadata: {name: {{user}}-{{role}}},
             roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: {{role}}}, subjects: [{kind: User, name: {{user}}, apiGroup: rbac.authorization.k8s.io}]}
            """);
        (await Admin.PostAsync($"/apis/rbac.authorization.k8s.io/v1/namespaces/{ns}/rolebindings", binding)).Expect(201);
    }

    public async Task DisposeAsync()
    {
        if (_onRealPlane is not null)
        {
            await _onRealPlane.DisposeAsync();
        }

        _clients.ForEach(c => c.Dispose());
        if (_host is not null)
        {
            await _host.StopAsync();
            _host.Dispose();
        }

        if (_plane is not null)
        {
            await _plane.DisposeAsync();
        }
    }

    private HttpClient Client(Uri address, HttpClientHandler handler, string? token)
    {
        handler.ServerCertificateCustomValidationCallback = (_, _, _, _) => true;
        var client = new HttpClient(handler) { BaseAddress = address, DefaultRequestVersion = HttpVersion.Version20 };
        client.DefaultRequestHeaders.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        _clients.Add(client);
        return client;
    }

    private async Task StartServerAsync()
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Logging.AddProvider(new ErrorCollector(Errors)).SetMinimumLevel(LogLevel.Warning);
        builder.Services.AddMetrics();
        builder.Services.AddKubernetes(KubernetesClientConfiguration.BuildConfigFromConfigFile(_plane!.Kubeconfig), new KubernetesClientOptions());
        builder.Services.AddSingleton(new ImportSettingsSource(new ImportSettings
        {
            Plan = new ImportPlanOptions { Hosts = new RegistryHosts { Internal = RegistryHost, Public = PublicRegistryHost } },
        }));
        builder.Services.AddImport("tests");
        builder.Services.AddImageApiServer(new ApiServerOptions
        {
            ImportPatience = TimeSpan.FromSeconds(8),
            EndPoint = new(IPAddress.Loopback, 0),
            ReviewLifetime = TimeSpan.FromMilliseconds(200),
            DenialLifetime = TimeSpan.FromMilliseconds(200),
        });
        _host = builder.Build();
        await _host.StartAsync();
    }

    /// <summary>What the server logged as an error; tests look that there is nothing.</summary>
    internal System.Collections.Concurrent.ConcurrentQueue<string> Errors { get; } = new();

    private async Task RegisterAsync()
    {
        var port = DirectAddress.Port;
        (await Admin.ApplyAsync("/api/v1/namespaces/imagestreams-system/services/imagestreams", "setup", """
            {apiVersion: v1, kind: Service, metadata: {name: imagestreams, namespace: imagestreams-system}, spec: {type: ExternalName, externalName: localhost}}
            """)).Expect(201);
        (await Admin.ApplyAsync("/apis/apiregistration.k8s.io/v1/apiservices/v1.image.openshift.io", "setup", $$$"""
            {apiVersion: apiregistration.k8s.io/v1, kind: APIService, metadata: {name: v1.image.openshift.io},
             spec: {group: image.openshift.io, version: v1, groupPriorityMinimum: 10000, versionPriority: 200,
                    service: {namespace: imagestreams-system, name: imagestreams, port: {{{port}}} } } }
            """)).Expect(201);
        await Eventually.Succeeds(
            async () =>
            {
                (await Admin.GetAsync($"{ApiClient.Group}/imagestreams")).Expect(200);
                (await Directly(null).GetAsync("/readyz?verbose")).Text.Should().Contain("readyz check passed");
            },
            TimeSpan.FromMinutes(2));
    }
}
