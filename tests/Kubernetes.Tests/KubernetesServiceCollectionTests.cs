using ImageStreams.Entities;
using ImageStreams.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ImageStreams.Kubernetes.Tests;

public sealed class KubernetesServiceCollectionTests
{
    [Fact]
    public async Task Host_ControllersWithElection_ReconcileWhileLeadingAndGiveBackAtTheEnd()
    {
        var store = new FakeObjectStore();
        await using var server = await FakeApiServer.StartAsync();
        server.Otherwise(store.Handle);
        server.On("GET /api/v1/configmaps", FakeReply.List("1", null, TestClients.ConfigMap("a", "1")), FakeReply.Watch(new FakeWatch()));
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.Services
            .AddKubernetes(new KubernetesClientConfiguration { Host = server.Address }, new KubernetesClientOptions())
            .AddInformer<ConfigMap>(ConfigMap.ResourceKind, _ => new InformerOptions<ConfigMap>())
            .AddLeaderElection(new LeaderElectionOptions { Identity = "me" })
            .AddController<RecordingReconciler>("c", new ControllerOptions(), (c, services) => c.For(services.GetRequiredService<Informer<ConfigMap>>()))
            .AddController<OtherReconciler>("d", new ControllerOptions(), (c, services) => c.For(services.GetRequiredService<Informer<ConfigMap>>()));
        using var host = builder.Build();
        await host.StartAsync();

        await Eventually.Succeeds(() => store.Objects.Should().Contain(o => o["reason"] != null));
        host.Services.GetRequiredService<ILister<ConfigMap>>().Find("ns", "a").Should().NotBeNull();
        host.Services.GetRequiredService<LeaderElector>().IsLeader.Should().BeTrue();
        host.Services.GetServices<IHostedService>().OfType<ControllerManager>().Should().ContainSingle();
        await host.StopAsync();

        store.Objects.Single(o => o["kind"]!.GetValue<string>() == "Lease")["spec"]!["holderIdentity"]!.GetValue<string>().Should().Be("");
    }

    private sealed class RecordingReconciler(ILister<ConfigMap> configMaps, EventRecorder events) : IReconciler
    {
        public Task<ReconcileResult> ReconcileAsync(NamespacedName key, CancellationToken cancellationToken)
        {
            events.Normal(configMaps.Find(key)!, "Seen", "seen");
            return Task.FromResult(ReconcileResult.Done);
        }
    }

    private sealed class OtherReconciler : IReconciler
    {
        public Task<ReconcileResult> ReconcileAsync(NamespacedName key, CancellationToken cancellationToken) => Task.FromResult(ReconcileResult.Done);
    }
}
