using ImageStreams.Entities;
using ImageStreams.TestKit;

namespace ImageStreams.Kubernetes.Tests;

public sealed class LeaseLockTests : IAsyncLifetime
{
    private readonly FakeObjectStore _store = new();
    private FakeApiServer _server = null!;
    private Func<FakeRequest, FakeReply?> _fault = _ => null;

    public async Task InitializeAsync()
    {
        _server = await FakeApiServer.StartAsync();
        _server.Otherwise(request => _fault(request) ?? _store.Handle(request));
    }

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task TryHoldAsync_FirstSecondAndExpiry_HandsTheLeaseOver()
    {
        var (a, b) = (new Candidate(_server, "a", TimeSpan.Zero), new Candidate(_server, "b", TimeSpan.FromHours(3)));

        (await a.TryAsync(), await b.TryAsync()).Should().Be((true, false));
        Advance(TimeSpan.FromSeconds(14.9), a, b);
        (await b.TryAsync()).Should().BeFalse();
        Advance(TimeSpan.FromSeconds(0.1), a, b);
        (await b.TryAsync()).Should().BeTrue("the lease did not change for 15 seconds by b's own clock");

        (await a.TryAsync()).Should().BeFalse();
        var spec = _store.Objects.Single()["spec"]!;
        spec["holderIdentity"]!.GetValue<string>().Should().Be("b");
        spec["leaseTransitions"]!.GetValue<int>().Should().Be(1);
        spec["leaseDurationSeconds"]!.GetValue<int>().Should().Be(15);
    }

    [Fact]
    public async Task TryHoldAsync_Renewed_IsLeftAlone()
    {
        var (a, b) = (new Candidate(_server, "a", TimeSpan.Zero), new Candidate(_server, "b", TimeSpan.Zero));
        await a.TryAsync();
        var acquired = _store.Objects.Single()["spec"]!["acquireTime"]!.GetValue<string>();

        for (var i = 0; i < 10; i++)
        {
            (await b.TryAsync()).Should().BeFalse();
            Advance(TimeSpan.FromSeconds(8), a, b);
            (await a.TryAsync()).Should().BeTrue();
        }

        var spec = _store.Objects.Single()["spec"]!;
        spec["acquireTime"]!.GetValue<string>().Should().Be(acquired);
        spec["renewTime"]!.GetValue<string>().Should().Be("2026-01-01T00:01:20.000000Z");
        spec["leaseTransitions"]!.GetValue<int>().Should().Be(0);
        _server.Requests.Count(r => r.Method == "PUT").Should().Be(10, "a holder renews without reading first");
    }

    [Fact]
    public async Task TryHoldAsync_AnswerLost_IsOursAtTheNextTry()
    {
        var a = new Candidate(_server, "a", TimeSpan.Zero);
        await a.TryAsync();
        _fault = request => request.Method == "PUT" ? Applied(request) : null;
        var lost = () => a.TryAsync();
        await lost.Should().ThrowAsync<HttpRequestException>();
        _fault = _ => null;

        (await a.TryAsync()).Should().BeTrue("the lease is in our name, whichever write put it there");
    }

    [Fact]
    public async Task ReleaseAsync_AfterARenewalWhoseAnswerWasLost_GivesTheLeaseBackAllTheSame()
    {
        var a = new Candidate(_server, "a", TimeSpan.Zero);
        await a.TryAsync();
        _fault = request => request.Method == "PUT" ? Applied(request) : null;
        var lost = () => a.TryAsync();
        await lost.Should().ThrowAsync<HttpRequestException>();
        _fault = _ => null;

        await a.Lock.ReleaseAsync(CancellationToken.None);

        _store.Objects.Single()["spec"]!["holderIdentity"]!.GetValue<string>().Should().BeEmpty();
    }

    [Fact]
    public async Task ReleaseAsync_Holder_LetsTheNextInAtOnce()
    {
        var (a, b) = (new Candidate(_server, "a", TimeSpan.Zero), new Candidate(_server, "b", TimeSpan.Zero));
        await a.TryAsync();

        await a.Lock.ReleaseAsync(CancellationToken.None);

        (await b.TryAsync()).Should().BeTrue();
        await a.Lock.ReleaseAsync(CancellationToken.None);
        _store.Objects.Single()["spec"]!["holderIdentity"]!.GetValue<string>().Should().Be("b", "what is not ours we do not give back");
    }

    [Fact]
    public async Task TryHoldAsync_LeaseDeleted_IsMadeAgain()
    {
        var a = new Candidate(_server, "a", TimeSpan.Zero);
        await a.TryAsync();
        _store.Clear();

        (await a.TryAsync()).Should().BeTrue();
    }

    /// <summary>
    /// Many runs of several candidates with clocks that are hours apart, requests that are refused or lost, and answers that are lost: at no
    /// moment do two of them hold the lease by the rule of <see cref="LeaderElector"/>.
    /// </summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task TryHoldAsync_RandomFaults_NeverTwoLeaders(int seed)
    {
        var random = new Random(seed);
        _fault = request => random.Next(10) switch
        {
            0 => FakeReply.Status(500, "InternalError", "refused"),
            1 => Applied(request),
            2 => FakeReply.Reset(),
            _ => null,
        };
        Candidate[] candidates = [.. Enumerable.Range(0, 4).Select(i => new Candidate(_server, $"c{i}", TimeSpan.FromHours(random.Next(48))))];
        HashSet<Candidate> leaders = [];

        for (var step = 0; step < 400; step++)
        {
            Advance(TimeSpan.FromSeconds(random.NextDouble() * 4), candidates);
            await candidates[random.Next(candidates.Length)].TryQuietlyAsync();

            var now = candidates.Where(c => c.Leads).ToList();
            now.Should().HaveCountLessThanOrEqualTo(1, $"seed {seed}, step {step}");
            leaders.UnionWith(now);
        }

        leaders.Should().HaveCountGreaterThan(1, "otherwise nothing was tried");
    }

    private static void Advance(TimeSpan by, params IEnumerable<Candidate> candidates)
    {
        foreach (var candidate in candidates)
        {
            candidate.Time.Advance(by);
        }
    }

    private FakeReply Applied(FakeRequest request)
    {
        _store.Handle(request);
        return FakeReply.Reset();
    }

    private sealed class Candidate
    {
        private readonly LeaderElectionOptions _options;
        private long? _heldSince;

        public Candidate(FakeApiServer server, string name, TimeSpan clockIsAhead)
        {
            Time = new ManualTimeProvider(new ManualTimeProvider().GetUtcNow() + clockIsAhead);
            _options = new LeaderElectionOptions { Identity = name };
            var client = TestClients.To(server, Time, new KubernetesClientOptions { MaxAttempts = 1 });
            Lock = new LeaseLock(client.Resource<Lease>(), _options, Time);
        }

        public ManualTimeProvider Time { get; }

        public LeaseLock Lock { get; }

        public bool Leads => _heldSince is { } since && Time.GetElapsedTime(since) <= _options.RenewDeadline;

        public Task<bool> TryAsync() => Lock.TryHoldAsync(CancellationToken.None);

        public async Task TryQuietlyAsync()
        {
            var began = Time.GetTimestamp();
            try
            {
                _heldSince = await TryAsync() ? began : Lock.Holder == _options.Identity ? _heldSince : null;
            }
            catch (Exception e) when (e is HttpRequestException or KubeApiException)
            {
                // knows nothing new: what it held it holds until the deadline
            }
        }
    }
}
