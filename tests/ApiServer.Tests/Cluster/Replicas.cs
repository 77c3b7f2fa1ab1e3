using ImageStreams.Kubernetes;
using ImageStreams.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace ImageStreams.ApiServer.Tests;

/// <summary>A control plane that keeps what it is given, and what replicas run on it, each for itself, to share something there.</summary>
internal sealed class Replicas : IAsyncDisposable
{
    private readonly List<BackgroundService> _services = [];
    private readonly ServiceProvider _provider;

    private Replicas(FakeCluster plane)
    {
        Plane = plane;
        var services = new ServiceCollection().AddLogging().AddMetrics();
        services.AddKubernetes(new KubernetesClientConfiguration { Host = plane.Address }, new KubernetesClientOptions { MaxAttempts = 1 });
        _provider = services.BuildServiceProvider();
    }

    public FakeCluster Plane { get; }

    /// <summary>A client that tries everything once: the next try is the next round's.</summary>
    public KubernetesClient Client => _provider.GetRequiredService<KubernetesClient>();

    public static async Task<Replicas> StartAsync() => new(await FakeCluster.StartAsync());

    /// <summary>Runs a replica's service until the test is over.</summary>
    public async Task<T> RunAsync<T>(T service)
        where T : BackgroundService
    {
        _services.Add(service);
        await service.StartAsync(CancellationToken.None);
        return service;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var service in _services)
        {
            await service.StopAsync(CancellationToken.None);
            service.Dispose();
        }

        await _provider.DisposeAsync();
        await Plane.DisposeAsync();
    }
}
