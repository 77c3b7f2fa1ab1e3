using System.Text.Json.Nodes;
using ImageStreams.Entities;
using ImageStreams.GenericApiServer;
using ImageStreams.TestKit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace ImageStreams.ControlPlane.Tests;

/// <summary>A front with the aggregation in it and nothing else: everybody is the user that a test sets.</summary>
internal sealed class AggregationFixture : IAsyncDisposable
{
    private readonly TemporaryStore _temporary = new();
    private readonly TemporaryFolder _folder = new();
    private readonly ApiServiceController _controller;
    private WebApplication? _front;

    public AggregationFixture()
    {
        Certificates = new ClusterCertificates(_folder.PathOf("pki"), [], TimeProvider.System);
        Objects = new OwnObjects(_temporary.Store, TimeProvider.System);
        Clients = new BackendClients(_temporary.Store, Certificates);
        Apis = new AggregatedApis(_temporary.Store);
        Proxy = new AggregationProxy(Clients, NullLogger<AggregationProxy>.Instance);
        Documents = new BackendDocuments(Clients, TimeProvider.System);
        var discovery = new RemoteDiscovery();
        Catalog = new RemoteCatalog(
            Apis,
            Objects,
            new AvailabilityProbe(_temporary.Store, Documents, discovery),
            discovery,
            new RemoteOpenApi(Documents, NullLogger<RemoteOpenApi>.Instance),
            TimeProvider.System);
        _controller = new ApiServiceController(Apis, Objects, Clients, Catalog, Proxy, NullLogger<ApiServiceController>.Instance);
    }

    public BackendServer Backend { get; } = new();

    public AuthenticatedUser User { get; set; } = new() { Name = "alice", Groups = ["dev", "system:authenticated"] };

    public ClusterCertificates Certificates { get; }

    public OwnObjects Objects { get; }

    public BackendClients Clients { get; }

    public BackendDocuments Documents { get; }

    public AggregatedApis Apis { get; }

    public AggregationProxy Proxy { get; }

    public RemoteCatalog Catalog { get; }

    public HttpClient Client { get; } = new(new SocketsHttpHandler { AllowAutoRedirect = false });

    public async Task StartAsync()
    {
        await Backend.StartAsync();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(System.Net.IPAddress.Loopback, 0));
        _front = builder.Build();
        _front.Use(next => new StatusMiddleware(next, NullLogger<StatusMiddleware>.Instance).InvokeAsync);
        _front.Use(next => context =>
        {
            context.SetUser(User);
            return next(context);
        });
        _front.Use(next => new AggregationMiddleware(next, Apis, Proxy).InvokeAsync);
        _front.Run(context => context.Response.WriteAsync("ours"));
        await _front.StartAsync();
        Client.BaseAddress = new Uri(_front.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());
        await _controller.StartAsync(default);
    }

    /// <summary>Registers the backend, and waits until it is found available.</summary>
    public async Task RegisterAsync()
    {
        await PutServiceAsync(Backend.Port);
        await PutApiServiceAsync(spec => spec);
        await Eventually.Succeeds(() => Condition().Should().Be("True Passed: all checks passed"));
    }

    public Task PutServiceAsync(int port) => Objects.EnsureAsync(
        new StoreKey("/services", "default", "backend"),
        stored => stored is not null ? null : JsonNode.Parse(
            $$$"""
            {"kind":"Service","apiVersion":"v1","metadata":{"name":"backend","namespace":"default"},
            "spec":{"type":"ExternalName","externalName":"127.0.0.1","ports":[{"port":{{{port}}}}]}}
            """)!.AsObject());

    public Task PutApiServiceAsync(Func<APIServiceSpec, APIServiceSpec> change) => Objects.EnsureAsync<APIService>(
        "",
        $"v1.{BackendServer.Group}",
        stored => new APIService
        {
            Kind = "APIService",
            ApiVersion = "apiregistration.k8s.io/v1",
            Metadata = stored?.Metadata ?? new ObjectMeta { Name = $"v1.{BackendServer.Group}" },
            Status = stored?.Status,
            Spec = change(new APIServiceSpec
            {
                Group = BackendServer.Group,
                Version = "v1",
                GroupPriorityMinimum = 2000,
                VersionPriority = 100,
                CaBundle = Backend.CaBundle,
                Service = new ServiceReference { Namespace = "default", Name = "backend", Port = Backend.Port },
            }),
        });

    public string Condition()
    {
        var stored = Objects.Store.Current.Find(OwnObjects.KeyOf<APIService>("", $"v1.{BackendServer.Group}"));
        var condition = stored?.Decode(APIService.JsonTypeInfo).Status?.Conditions?.SingleOrDefault();
        return condition is null ? "" : $"{condition.Status} {condition.Reason}: {condition.Message}";
    }

    public Task<HttpResponseMessage> GetAsync(string path, params (string Name, string Value)[] headers) =>
        SendAsync(HttpMethod.Get, path, null, headers);

    public async Task<HttpResponseMessage> SendAsync(
        HttpMethod method, string path, HttpContent? content, params (string Name, string Value)[] headers)
    {
        var uri = new Uri(
            $"{Client.BaseAddress!.GetLeftPart(UriPartial.Authority)}{path}", new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
        using var request = new HttpRequestMessage(method, uri) { Content = content };
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _controller.StopAsync(default);
        _controller.Dispose();
        if (_front is not null)
        {
            using var now = new CancellationTokenSource(TimeSpan.Zero);
            await _front.StopAsync(now.Token);
            await _front.DisposeAsync();
        }

        Clients.Dispose();
        await Backend.DisposeAsync();
        Certificates.Dispose();
        _temporary.Dispose();
        _folder.Dispose();
    }
}
