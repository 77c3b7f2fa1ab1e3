using ImageStreams.Entities;
using ImageStreams.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ImageStreams.Kubernetes.Tests;

public sealed class KubernetesServiceCollectionTests
{
    [Fact]
    public async Task Host_WithAnInformerThatTwoWant_HoldsTheKindOnce_AndPostsEventsOfIt()
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
            .AddInformer<ConfigMap>(ConfigMap.ResourceKind, _ => new InformerOptions<ConfigMap>());
        using var host = builder.Build();
        await host.StartAsync();

        ConfigMap? held = null;
        await Eventually.Succeeds(() => (held = host.Services.GetRequiredService<ILister<ConfigMap>>().Find("ns", "a")).Should().NotBeNull());
        host.Services.GetRequiredService<EventRecorder>().Normal(held!, "Seen", "seen");

        await Eventually.Succeeds(() => store.Objects.Should().Contain(o => o["reason"] != null));
        host.Services.GetServices<IHostedService>().OfType<Informer<ConfigMap>>().Should().ContainSingle();
        await host.StopAsync();
    }

    [Fact]
    public async Task LeaderElection_OfAHost_LeadsWhileItWorks_AndGivesTheLeaseBack()
    {
        var store = new FakeObjectStore();
        await using var server = await FakeApiServer.StartAsync();
        server.Otherwise(store.Handle);
        await using var services = new ServiceCollection().AddLogging().AddMetrics()
            .AddKubernetes(new KubernetesClientConfiguration { Host = server.Address }, new KubernetesClientOptions())
            .AddLeaderElection(new LeaderElectionOptions { Identity = "me" })
            .BuildServiceProvider();
        var (elector, work) = (services.GetRequiredService<LeaderElector>(), new TaskCompletionSource());
        using var stop = new CancellationTokenSource();

        var leading = elector.RunAsync(_ => work.Task, stop.Token);

        await Eventually.Succeeds(() => elector.IsLeader.Should().BeTrue());
        await stop.CancelAsync();
        work.SetResult();
        await leading;
        store.Objects.Single(o => o["kind"]!.GetValue<string>() == "Lease")["spec"]!["holderIdentity"]!.GetValue<string>().Should().Be("");
    }
}
