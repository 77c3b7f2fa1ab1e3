using ImageStreams.TestKit;
using Microsoft.Extensions.Logging.Abstractions;

namespace ImageStreams.Kubernetes.Tests;

public sealed class LeaderElectorTests : IAsyncLifetime
{
    private readonly FakeObjectStore _store = new();
    private readonly ManualTimeProvider _time = new();
    private readonly List<KubernetesClient> _clients = [];
    private FakeApiServer _server = null!;
    private Func<FakeRequest, FakeReply?> _fault = _ => null;

    public async Task InitializeAsync()
    {
        _server = await FakeApiServer.StartAsync();
        _server.Otherwise(request => _fault(request) ?? _store.Handle(request));
    }

    public async Task DisposeAsync()
    {
        _clients.ForEach(client => client.Dispose());
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task RunAsync_Alone_LeadsKeepsTheLeaseAndGivesItBack()
    {
        await using var a = Start("a");
        await Eventually.Succeeds(() => a.Leads.Should().BeTrue());
        a.Elector.Leader.Should().Be("a");

        await Advancing(() => _server.Requests.Count(r => r.Method == "PUT").Should().BeGreaterThan(5));
        a.Terms.Should().Be(1);
        await a.StopAsync();

        a.Elector.IsLeader.Should().BeFalse();
        Holder().Should().Be("");
    }

    [Fact]
    public async Task RunAsync_SecondCandidate_WaitsUntilTheFirstHasGivenBack()
    {
        await using var a = Start("a");
        await Eventually.Succeeds(() => a.Leads.Should().BeTrue());
        await using var b = Start("b");
        await Advancing(() => _server.Requests.Count(r => r.Method == "PUT").Should().BeGreaterThan(10));
        b.Leads.Should().BeFalse();
        b.Elector.Leader.Should().Be("a");

        await a.StopAsync();

        await Advancing(() => b.Leads.Should().BeTrue());
        Holder().Should().Be("b");
    }

    [Fact]
    public async Task RunAsync_ServerAway_StepsBackBeforeOthersMayTakeOverAndStandsAgain()
    {
        await using var a = Start("a");
        await Eventually.Succeeds(() => a.Leads.Should().BeTrue());
        _fault = _ => FakeReply.Status(503, "ServiceUnavailable", "away");
        var away = _time.GetUtcNow();

        await Advancing(() => a.Leads.Should().BeFalse());
        (_time.GetUtcNow() - away).Should().BeLessThan(TimeSpan.FromSeconds(15), "that is when others may");
        _fault = _ => null;

        await Advancing(() => a.Terms.Should().Be(2));
    }

    [Fact]
    public async Task RunAsync_ServerHangs_StepsBackAllTheSame()
    {
        await using var a = Start("a");
        await Eventually.Succeeds(() => a.Leads.Should().BeTrue());
        _fault = _ => FakeReply.Hang();
        var hung = _time.GetUtcNow();

        await Advancing(() => a.Leads.Should().BeFalse());

        (_time.GetUtcNow() - hung).Should().BeLessThan(TimeSpan.FromSeconds(15));
        _fault = _ => null;
    }

    [Fact]
    public async Task RunAsync_LeaseTakenByForce_StopsTheWorkAtOnce()
    {
        await using var a = Start("a");
        await Eventually.Succeeds(() => a.Leads.Should().BeTrue());
        var stolen = _store.Objects.Single();
        stolen["spec"]!["holderIdentity"] = "thief";
        stolen["metadata"]!.AsObject().Remove("resourceVersion");
        using var http = new HttpClient { BaseAddress = _server.Address };
        using var body = new StringContent(stolen.ToJsonString());
        await http.PutAsync(new Uri("/apis/coordination.k8s.io/v1/namespaces/imagestreams-system/leases/imagestreams", UriKind.Relative), body);

        await Advancing(() => a.Leads.Should().BeFalse());

        Holder().Should().Be("thief");
        a.Elector.Leader.Should().Be("thief");
    }

    [Fact]
    public async Task RunAsync_WorkThatOutlivesTheLoss_IsWaitedForBeforeStandingAgain()
    {
        var ending = new TaskCompletionSource();
        await using var a = Start("a", ending.Task);
        await Eventually.Succeeds(() => a.Leads.Should().BeTrue());
        _fault = _ => FakeReply.Status(503, "ServiceUnavailable", "away");
        await Advancing(() => a.Lost.Should().BeTrue());
        _fault = _ => null;
        _time.Advance(TimeSpan.FromMinutes(1));
        a.Terms.Should().Be(1);

        ending.SetResult();

        await Advancing(() => a.Terms.Should().Be(2));
    }

    [Fact]
    public async Task RunAsync_WorkFails_GivesBackAndSaysSo()
    {
        var elector = new LeaderElector(Client(), new LeaderElectionOptions { Identity = "a" }, NullLogger<LeaderElector>.Instance);

        var run = () => elector.RunAsync(_ => throw new InvalidOperationException("bug"), CancellationToken.None);

        await run.Should().ThrowAsync<InvalidOperationException>();
        Holder().Should().Be("");
    }

    [Theory]
    [InlineData(10, 10, 2)]
    [InlineData(15, 2, 2)]
    [InlineData(15, 10, 0)]
    public void Options_TimesThatAllowTwoLeaders_AreRefused(int lease, int renew, int retry)
    {
        var create = () => new LeaderElector(
            Client(),
            new LeaderElectionOptions { LeaseDuration = TimeSpan.FromSeconds(lease), RenewDeadline = TimeSpan.FromSeconds(renew), RetryPeriod = TimeSpan.FromSeconds(retry) },
            NullLogger<LeaderElector>.Instance);

        create.Should().Throw<ArgumentException>();
    }

    private string? Holder() => _store.Objects.Single()["spec"]!["holderIdentity"]!.GetValue<string>();

    private KubernetesClient Client()
    {
        var client = TestClients.To(_server, _time, new KubernetesClientOptions { MaxAttempts = 1 });
        _clients.Add(client);
        return client;
    }

    private Candidate Start(string name) => Start(name, Task.CompletedTask);

    private Candidate Start(string name, Task ending) =>
        new(new LeaderElector(Client(), new LeaderElectionOptions { Identity = name }, NullLogger<LeaderElector>.Instance), ending);

    private Task Advancing(Action assertion) => Eventually.Succeeds(() =>
    {
        _time.Advance(TimeSpan.FromMilliseconds(500));
        assertion();
    });

    private sealed class Candidate : IAsyncDisposable
    {
        private readonly CancellationTokenSource _stop = new();
        private readonly Task _ending;
        private readonly Task _running;
        private volatile bool _leads;
        private volatile bool _lost;
        private int _terms;

        public Candidate(LeaderElector elector, Task ending)
        {
            Elector = elector;
            _ending = ending;
            _running = elector.RunAsync(LeadAsync, _stop.Token);
        }

        public LeaderElector Elector { get; }

        public bool Leads => _leads;

        public bool Lost => _lost;

        public int Terms => _terms;

        public async Task StopAsync()
        {
            await _stop.CancelAsync();
            await _running;
        }

        public async ValueTask DisposeAsync()
        {
            await StopAsync();
            _stop.Dispose();
        }

        private async Task LeadAsync(CancellationToken lost)
        {
            Interlocked.Increment(ref _terms);
            _leads = true;
            using var either = CancellationTokenSource.CreateLinkedTokenSource(lost, _stop.Token);
            try
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, either.Token);
            }
            catch (OperationCanceledException)
            {
                _lost |= lost.IsCancellationRequested;
                await _ending;
            }
            finally
            {
                _leads = false;
            }
        }
    }
}
