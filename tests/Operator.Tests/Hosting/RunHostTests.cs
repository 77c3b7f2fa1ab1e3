using System.Net;
using System.Net.Sockets;
using ImageStreams.Images;
using ImageStreams.Kubernetes;
using ImageStreams.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ImageStreams.Operator.Tests;

public sealed class RunHostTests : IAsyncLifetime
{
    private RunFixture _fixture = null!;

    private RunOptions Options => new()
    {
        Kubeconfig = _fixture.Kubeconfig,
        ApiServer = false,
        MetricsBindAddress = new IPEndPoint(IPAddress.Loopback, 0),
    };

    public async Task InitializeAsync() => _fixture = await RunFixture.StartAsync();

    public async Task DisposeAsync() => await _fixture.DisposeAsync();

    [Fact]
    public async Task Run_UntilToldToStop_LeadsImportsServesMetricsAndGivesTheLeaseBack()
    {
        using var host = Create(Options).Build();
        using var stop = new CancellationTokenSource();
        var run = RunHost.RunAsync(host, stop.Token);
        _fixture.Apply("s", "no reference");

        await Eventually.Succeeds(() => _fixture.Cluster.Find(ControllerFixture.PathOf("s"))!["status"].Should().NotBeNull());
        _fixture.Holder.Should().NotBeNullOrEmpty();
        using var http = new HttpClient { BaseAddress = host.Services.GetRequiredService<RunDiagnostics>().Address };
        (await http.GetStringAsync("/readyz")).Should().Be("ok");
        (await http.GetStringAsync("/livez")).Should().Be("ok");
        await Eventually.Succeeds(async () => (await http.GetStringAsync("/metrics")).Should()
            .MatchRegex("(?m)^imagestreams_import_status_writes_total [1-9]").And.MatchRegex("(?m)^imagestreams_import_conflicts_total [0-9]")
            .And.Contain("imagestreams_controller_reconcile_total{").And.Contain("imagestreams_client_requests_total{"));
        (await http.GetAsync("/other")).StatusCode.Should().Be(HttpStatusCode.NotFound);
        (await http.PostAsync("/metrics", null)).StatusCode.Should().Be(HttpStatusCode.MethodNotAllowed);

        await stop.CancelAsync();
        await run;
        _fixture.Holder.Should().BeEmpty();
    }

    [Fact]
    public async Task Run_SecondProcess_WaitsForTheLease()
    {
        using var first = Create(Options).Build();
        using var second = Create(Options).Build();
        using var stopFirst = new CancellationTokenSource();
        using var stopSecond = new CancellationTokenSource();
        var running = RunHost.RunAsync(first, stopFirst.Token);
        await Eventually.Succeeds(() => _fixture.Holder.Should().NotBeNullOrEmpty());
        var holder = _fixture.Holder;
        var waiting = RunHost.RunAsync(second, stopSecond.Token);
        using var http = new HttpClient();
        await Eventually.Succeeds(async () =>
            (await http.GetStringAsync(new Uri(second.Services.GetRequiredService<RunDiagnostics>().Address!, "/readyz"))).Should().Be("ok"));

        _fixture.Holder.Should().Be(holder);
        await stopFirst.CancelAsync();
        await running;

        await Eventually.Succeeds(() => _fixture.Holder.Should().NotBeNullOrEmpty().And.NotBe(holder));
        await stopSecond.CancelAsync();
        await waiting;
    }

    [Fact]
    public async Task Run_WithoutLeaderElection_TouchesNoLease()
    {
        using var host = Create(Options with { LeaderElect = false, MetricsBindAddress = null }).Build();
        host.Services.GetService<RunDiagnostics>().Should().BeNull();
        using var stop = new CancellationTokenSource();
        var run = RunHost.RunAsync(host, stop.Token);
        _fixture.Apply("s", "no reference");

        await Eventually.Succeeds(() => _fixture.Cluster.Find(ControllerFixture.PathOf("s"))!["status"].Should().NotBeNull());
        await stop.CancelAsync();
        await run;

        _fixture.Cluster.Server.Requests.Should().NotContain(r => r.Path.Contains("/leases", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Run_RegistryHostnames_StandInTheStatus()
    {
        using var host = Create(Options with { RegistryHostname = "registry:5000", PublicRegistryHostname = "registry.example" }).Build();
        using var stop = new CancellationTokenSource();
        var run = RunHost.RunAsync(host, stop.Token);
        _fixture.Apply("s", "no reference");

        await Eventually.Succeeds(() =>
        {
            var status = _fixture.Cluster.Find(ControllerFixture.PathOf("s"))!["status"]!;
            status["dockerImageRepository"]!.GetValue<string>().Should().Be("registry:5000/test/s");
            status["publicDockerImageRepository"]!.GetValue<string>().Should().Be("registry.example/test/s");
        });
        await stop.CancelAsync();
        await run;
    }

    [Fact]
    public async Task Run_StopWhileImporting_FinishesWhatIsInFlight()
    {
        await using var registry = await FaultyRegistry.StartAsync();
        var release = new TaskCompletionSource();
        registry.On("GET /v2/a/b/manifests/1", async context =>
        {
            await release.Task;
            await Answers.Status(404)(context);
        });
        using var host = Create(Options).Build();
        using var stop = new CancellationTokenSource();
        var run = RunHost.RunAsync(host, stop.Token);
        _fixture.Apply("s", $"{registry.Host}/a/b:1");
        await Eventually.Succeeds(() => registry.Requests.Should().ContainSingle());

        await stop.CancelAsync();
        release.SetResult();
        await run;

        _fixture.Cluster.Find(ControllerFixture.PathOf("s"))!["status"]!.ToJsonString().Should().Contain(ImportReasons.NotFound);
        _fixture.Holder.Should().BeEmpty();
    }

    [Fact]
    public async Task Run_MetricsPortThatIsTaken_Fails()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        using var host = Create(Options with { MetricsBindAddress = (IPEndPoint)taken.LocalEndpoint }).Build();

        var run = () => RunHost.RunAsync(host, CancellationToken.None);

        (await run.Should().ThrowAsync<IOException>()).Which.Message.Should().Contain("address already in use");
    }

    private static Microsoft.Extensions.Hosting.HostApplicationBuilder Create(RunOptions options)
    {
        var builder = RunHost.Create(
            options,
            KubernetesClientConfiguration.BuildConfigFromConfigFile(options.Kubeconfig!),
            RunHost.DefaultsOf(options));
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(new LeaderElectionOptions
        {
            LeaseDuration = TimeSpan.FromSeconds(5),
            RenewDeadline = TimeSpan.FromSeconds(3),
            RetryPeriod = TimeSpan.FromMilliseconds(100),
        });
        return builder;
    }
}
