using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using ImageStreams.Entities;
using ImageStreams.TestKit;
using Microsoft.Extensions.Logging.Abstractions;

namespace ImageStreams.Kubernetes.Tests;

public sealed class ControllerTests : IAsyncLifetime
{
    private static readonly NamespacedName A = new("ns", "a");

    private readonly ManualTimeProvider _time = new();
    private readonly Meter _meter = new(KubernetesMetrics.MeterName);
    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationTokenSource _abort = new();
    private readonly FakeReconciler _reconciler = new();
    private MeterReader _counted = null!;
    private KubernetesMetrics _metrics = null!;
    private Controller _controller = null!;
    private Task _running = Task.CompletedTask;

    public Task InitializeAsync()
    {
        _counted = new MeterReader(_meter);
        _metrics = new KubernetesMetrics(_meter);
        _controller = NewController(new ControllerOptions { Workers = 2, RateLimit = new() { BaseDelay = TimeSpan.FromSeconds(1) } });
        return Task.CompletedTask;
    }

    public async Task DisposeAsync()
    {
        await _abort.CancelAsync();
        await _running;
        _counted.Dispose();
        _meter.Dispose();
        _stop.Dispose();
        _abort.Dispose();
    }

    [Fact]
    public async Task Reconcile_Succeeds_IsNotRepeated()
    {
        await Begin();

        _controller.Enqueue(A);

        await Eventually.Succeeds(() => Reconciled("success").Should().Be(1));
        _time.Advance(TimeSpan.FromDays(1));
        _reconciler.Calls.Should().Equal(A);
    }

    [Fact]
    public async Task Reconcile_WantsToComeAgain_DoesSoAtThatTime()
    {
        _reconciler.Next(
            _ => Task.FromResult(ReconcileResult.After(TimeSpan.FromMinutes(10))),
            _ => Task.FromResult(ReconcileResult.After(_time.GetUtcNow().AddMinutes(5))),
            _ => Task.FromResult(ReconcileResult.After(null)));
        await Begin();

        _controller.Enqueue(A);
        await Eventually.Succeeds(() => Reconciled("requeue_after").Should().Be(1));
        _time.Advance(TimeSpan.FromMinutes(9.9));
        _reconciler.Calls.Should().HaveCount(1);
        _time.Advance(TimeSpan.FromMinutes(0.1));
        await Eventually.Succeeds(() => Reconciled("requeue_after").Should().Be(2));
        _time.Advance(TimeSpan.FromMinutes(5));

        await Eventually.Succeeds(() => Reconciled("success").Should().Be(1));
        _reconciler.Calls.Should().HaveCount(3);
    }

    [Fact]
    public async Task Reconcile_Throws_ComesAgainLaterAndLaterUntilItSucceeds()
    {
        _reconciler.Next(
            _ => throw new InvalidOperationException("1"), _ => throw new InvalidOperationException("2"), _ => Task.FromResult(ReconcileResult.Done),
            _ => throw new InvalidOperationException("3"));
        await Begin();

        _controller.Enqueue(A);
        await Eventually.Succeeds(() => Reconciled("error").Should().Be(1));
        _time.Advance(TimeSpan.FromSeconds(1));
        await Eventually.Succeeds(() => Reconciled("error").Should().Be(2));
        _time.Advance(TimeSpan.FromSeconds(1.9));
        _reconciler.Calls.Should().HaveCount(2);
        _time.Advance(TimeSpan.FromSeconds(0.1));
        await Eventually.Succeeds(() => Reconciled("success").Should().Be(1));
        _controller.Enqueue(A);
        await Eventually.Succeeds(() => Reconciled("error").Should().Be(3));
        _time.Advance(TimeSpan.FromSeconds(1));

        await Eventually.Succeeds(() => _reconciler.Calls.Should().HaveCount(5, "the failures were forgotten with the success"));
        _counted.Value("imagestreams_controller_reconcile_errors_total", "controller=c").Should().Be(3);
    }

    [Fact]
    public async Task Reconcile_TerminalError_WaitsForTheNextChange()
    {
        _reconciler.Next(_ => throw new TerminalException("never"));
        await Begin();

        _controller.Enqueue(A);
        await Eventually.Succeeds(() => Reconciled("terminal_error").Should().Be(1));
        _time.Advance(TimeSpan.FromDays(1));
        _reconciler.Calls.Should().HaveCount(1);
        _controller.Enqueue(A);

        await Eventually.Succeeds(() => Reconciled("success").Should().Be(1));
        _counted.Value("imagestreams_controller_terminal_errors_total", "controller=c").Should().Be(1);
    }

    [Fact]
    public async Task Reconcile_TakesTooLong_IsCancelledAndTriedAgain()
    {
        _reconciler.Next(async token =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
            return ReconcileResult.Done;
        });
        await Begin();
        _controller.Enqueue(A);
        await Eventually.Succeeds(() => _reconciler.Calls.Should().HaveCount(1));

        _time.Advance(TimeSpan.FromMinutes(5));

        await Eventually.Succeeds(() => Reconciled("error").Should().Be(1));
        _counted.Value("imagestreams_controller_reconcile_timeouts_total", "controller=c").Should().Be(1);
    }

    [Fact]
    public async Task Reconcile_OneFailsAndHangs_OthersGoOn()
    {
        var hang = new TaskCompletionSource<ReconcileResult>();
        _reconciler.Next(_ => hang.Task, _ => throw new NotSupportedException("bug"));
        await Begin();

        _controller.Enqueue(A);
        await Eventually.Succeeds(() => _reconciler.Calls.Should().HaveCount(1));
        _controller.Enqueue(new NamespacedName("ns", "b"));
        _controller.Enqueue(new NamespacedName("ns", "c"));

        await Eventually.Succeeds(() => Reconciled("success").Should().Be(1));
        _counted.Value("imagestreams_controller_active_workers", "controller=c").Should().Be(1);
        _counted.Value("imagestreams_controller_max_workers", "controller=c").Should().Be(2);
        hang.SetResult(ReconcileResult.Done);
    }

    [Fact]
    public async Task Stop_WorkInFlight_IsFinishedAndNothingElseIsBegun()
    {
        var work = new TaskCompletionSource<ReconcileResult>();
        _controller = NewController(new ControllerOptions { Workers = 1 });
        _reconciler.Next(_ => work.Task);
        await Begin();
        _controller.Enqueue(A);
        await Eventually.Succeeds(() => _reconciler.Calls.Should().HaveCount(1));
        _controller.Enqueue(new NamespacedName("ns", "b"));

        await _stop.CancelAsync();
        _running.IsCompleted.Should().BeFalse();
        work.SetResult(ReconcileResult.Done);
        await _running;

        _reconciler.Calls.Should().HaveCount(1);
        _counted.Value("imagestreams_controller_max_workers", "controller=c").Should().Be(0);
    }

    [Fact]
    public async Task Stop_WorkThatDoesNotEnd_IsCancelledAfterTheGrace()
    {
        _reconciler.Next(Endless);
        await Begin();
        _controller.Enqueue(A);
        await Eventually.Succeeds(() => _reconciler.Calls.Should().HaveCount(1));

        await _stop.CancelAsync();
        await _time.Until(_running, TimeSpan.FromSeconds(1));

        _reconciler.Cancelled.Should().Be(1);
    }

    [Fact]
    public async Task Abort_WorkInFlight_IsCancelledAtOnce()
    {
        _reconciler.Next(Endless);
        await Begin();
        _controller.Enqueue(A);
        await Eventually.Succeeds(() => _reconciler.Calls.Should().HaveCount(1));

        await _abort.CancelAsync();
        await _running;

        _reconciler.Cancelled.Should().Be(1);
        _counted.Value("imagestreams_controller_reconcile_errors_total", "controller=c").Should().Be(0, "being told to stop is no failure");
    }

    [Fact]
    public async Task Sources_MustHaveSynced_BeforeWorkersStartAndEveryChangeOfThemCounts()
    {
        await using var server = await FakeApiServer.StartAsync();
        var (streams, secrets) = (new FakeWatch(), new FakeWatch());
        server.On("GET /api/v1/configmaps", FakeReply.List("1", null, TestClients.ConfigMap("a", "1"), TestClients.ConfigMap("b", "1")), FakeReply.Watch(streams));
        server.On("GET /api/v1/secrets", FakeReply.Watch(secrets));
        using var client = TestClients.To(server);
        using var informer = new Informer<ConfigMap>(client.Resource<ConfigMap>(), new(), NullLogger<Informer<ConfigMap>>.Instance);
        using var other = new Informer<Secret>(client.Resource<Secret>(), new() { StreamingList = true }, NullLogger<Informer<Secret>>.Instance);
        _controller.For(informer, (old, now) => old.Data!["key"] != now.Data!["key"]).Watches(other, s => [new NamespacedName("from-secret", s.Metadata!.Name!)]);
        await informer.StartAsync(CancellationToken.None);
        await other.StartAsync(CancellationToken.None);
        await informer.WaitForSyncAsync(CancellationToken.None);
        _running = _controller.RunAsync(_stop.Token, _abort.Token);
        _reconciler.Calls.Should().BeEmpty("the secrets are not known yet");

        secrets.Bookmark("5", initialEventsEnd: true);
        await Eventually.Succeeds(() => _reconciler.Calls.Should().BeEquivalentTo([A, new NamespacedName("ns", "b")]));
        streams.Send("MODIFIED", TestClients.ConfigMap("ns", "a", "2", "v")).Send("MODIFIED", TestClients.ConfigMap("ns", "b", "3", "other"));
        secrets.Send("ADDED", TestClients.ConfigMap("ns", "s", "6", "dg=="));

        await Eventually.Succeeds(() => _reconciler.Calls.Skip(2).Should().BeEquivalentTo(
            [new NamespacedName("ns", "b"), new NamespacedName("from-secret", "s")], "the update of a does not matter"));
        await _abort.CancelAsync();
        await _running;
        await informer.StopAsync(CancellationToken.None);
        await other.StopAsync(CancellationToken.None);
    }

    [Fact]
    public async Task RunAsync_SecondTerm_LooksAtEverythingAgain()
    {
        await using var server = await FakeApiServer.StartAsync();
        server.On("GET /api/v1/configmaps", FakeReply.List("1", null, TestClients.ConfigMap("a", "1")), FakeReply.Watch(new FakeWatch()));
        using var client = TestClients.To(server);
        using var informer = new Informer<ConfigMap>(client.Resource<ConfigMap>(), new(), NullLogger<Informer<ConfigMap>>.Instance);
        _controller.For(informer);
        await informer.StartAsync(CancellationToken.None);
        using var firstTerm = new CancellationTokenSource();
        var first = _controller.RunAsync(_stop.Token, firstTerm.Token);
        await Eventually.Succeeds(() => _reconciler.Calls.Should().Equal(A));
        await firstTerm.CancelAsync();
        await first;

        _running = _controller.RunAsync(_stop.Token, _abort.Token);

        await Eventually.Succeeds(() => _reconciler.Calls.Should().Equal(A, A));
        await informer.StopAsync(CancellationToken.None);
    }

    [Fact]
    public void Metrics_BeforeTheFirstReconcile_AreAtZero()
    {
        string[] results = ["success", "requeue_after", "error", "terminal_error"];

        results.Select(Reconciled).Should().AllBeEquivalentTo(0);
        _counted.Value("imagestreams_controller_reconcile_timeouts_total", "controller=c").Should().Be(0);
    }

    private async Task<ReconcileResult> Endless(CancellationToken token)
    {
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
        return ReconcileResult.Done;
    }

    private double? Reconciled(string result) => _counted.Value("imagestreams_controller_reconcile_total", $"controller=c,result={result}");

    private Controller NewController(ControllerOptions options) => new("c", _reconciler, options, _metrics, _time, NullLogger<Controller>.Instance);

    private async Task Begin()
    {
        _running = _controller.RunAsync(_stop.Token, _abort.Token);
        await Eventually.Succeeds(() => _counted.Value("imagestreams_controller_max_workers", "controller=c").Should().BePositive());
    }

    private sealed class FakeReconciler : IReconciler
    {
        private readonly ConcurrentQueue<Func<CancellationToken, Task<ReconcileResult>>> _next = new();
        private readonly ConcurrentQueue<NamespacedName> _calls = new();
        private int _cancelled;

        public IReadOnlyList<NamespacedName> Calls => [.. _calls];

        public int Cancelled => _cancelled;

        public void Next(params IEnumerable<Func<CancellationToken, Task<ReconcileResult>>> behaviours)
        {
            foreach (var behaviour in behaviours)
            {
                _next.Enqueue(behaviour);
            }
        }

        public async Task<ReconcileResult> ReconcileAsync(NamespacedName key, CancellationToken cancellationToken)
        {
            _calls.Enqueue(key);
            try
            {
                return _next.TryDequeue(out var behaviour) ? await behaviour(cancellationToken) : ReconcileResult.Done;
            }
            catch (OperationCanceledException)
            {
                Interlocked.Increment(ref _cancelled);
                throw;
            }
        }
    }
}
