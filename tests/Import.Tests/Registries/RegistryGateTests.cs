using System.Diagnostics.Metrics;
using ImageStreams.Images;
using ImageStreams.Oci;
using ImageStreams.TestKit;

namespace ImageStreams.Import.Tests;

/// <summary>docs/spec/importing.md#fairness and the sections after it.</summary>
public sealed class RegistryGateTests : IDisposable
{
    private readonly ManualTimeProvider _time = new();
    private readonly Meter _meter = new("gate");
    private readonly ImportSettingsSource _settings = new(new ImportSettings { RequestsPerRegistry = 2, StreamsPerRegistry = 1, RequestsPerSecondPerRegistry = 100 });
    private readonly RegistryGate _gate;
    private readonly List<string> _news = [];

    public RegistryGateTests()
    {
        _gate = new RegistryGate(_settings, new ImportMetrics(_meter), _time);
        _gate.Returned += registry => _news.Add($"{registry} is back");
        _gate.PlaceFree += stream => _news.Add($"{stream} may come");
    }

    public void Dispose() => _meter.Dispose();

    [Fact]
    public async Task Run_MoreRequestsThanARegistryGets_WaitWhileOthersPass()
    {
        var release = new TaskCompletionSource<int>();
        var begun = 0;
        var slow = Enumerable.Range(0, 5).Select(_ => RunAsync("slow", "ns", Begin)).ToList();

        var fast = await RunAsync("fast", "ns", () => Task.FromResult(7));

        fast.Should().Be(7);
        begun.Should().Be(2);
        State("slow").Should().Match<RegistryLaneState>(s => s.InFlight == 2 && s.Waiting == 3);
        release.SetResult(1);
        await Task.WhenAll(slow);
        begun.Should().Be(5);

        Task<int> Begin()
        {
            Interlocked.Increment(ref begun);
            return release.Task;
        }
    }

    [Fact]
    public async Task Run_HostsThatNobodySpeaksToAnyMore_AreForgotten()
    {
        for (var i = 0; i < 50; i++)
        {
            await RunAsync($"host{i}", "ns", () => Task.FromResult(1));
        }

        _time.Advance(TimeSpan.FromSeconds(2));
        await RunAsync("another", "ns", () => Task.FromResult(1));

        _gate.States.Select(s => s.Registry).Should().Equal("another");
    }

    [Fact]
    public async Task Run_HostThatFailedAndIsNotAskedForAnyMore_IsForgottenInTime()
    {
        await FailAsync("gone", 5);

        _time.Advance(TimeSpan.FromMinutes(119));
        await RunAsync("another", "ns", () => Task.FromResult(1));
        _gate.States.Select(s => s.Registry).Should().Contain("gone");
        _time.Advance(TimeSpan.FromMinutes(1));
        await RunAsync("third", "ns", () => Task.FromResult(1));

        _gate.States.Select(s => s.Registry).Should().NotContain("gone");
    }

    [Fact]
    public async Task Run_CallerThatGivesUp_LeavesItsPlace()
    {
        var release = new TaskCompletionSource<int>();
        var running = new[] { RunAsync("r", "ns", () => release.Task), RunAsync("r", "ns", () => release.Task) };
        using var cancel = new CancellationTokenSource();
        var waiting = _gate.RunAsync(Turn("r", "ns"), () => Task.FromResult(1), cancel.Token);

        await cancel.CancelAsync();

        await FluentActions.Awaiting(() => waiting).Should().ThrowAsync<OperationCanceledException>();
        release.SetResult(1);
        await Task.WhenAll(running);
        (await RunAsync("r", "ns", () => Task.FromResult(2))).Should().Be(2);
        State("r").Should().Match<RegistryLaneState>(s => s.InFlight == 0 && s.Waiting == 0);
    }

    [Fact]
    public async Task Run_FasterThanARegistryIsAsked_WaitsForTheRate()
    {
        _settings.Replace(_settings.Current with { RequestsPerSecondPerRegistry = 10 });
        var done = 0;
        var all = Task.WhenAll(Enumerable.Range(0, 25).Select(_ => RunAsync("r", "ns", () => Task.FromResult(Interlocked.Increment(ref done)))));

        await Eventually.Succeeds(() => done.Should().Be(20, "a burst of two seconds' worth may go"));
        await PassAsync(TimeSpan.FromMilliseconds(100), () => done, 21);
        await PassAsync(TimeSpan.FromMilliseconds(100), () => done, 22);
        await PassAsync(TimeSpan.FromMilliseconds(300), () => done, 25);
        await all;
    }

    [Fact]
    public async Task Run_RequestThatTakesSeveralMessages_CountsAsSeveral()
    {
        _settings.Replace(_settings.Current with { RequestsPerSecondPerRegistry = 1 });

        await RunAsync("r", "ns", () =>
        {
            _gate.Note("r", "", new RegistryAnswer(401, null));
            _gate.Note("r", "", new RegistryAnswer(200, null));
            return Task.FromResult(1);
        });

        var waiting = RunAsync("r", "ns", () => Task.FromResult(1));
        waiting.IsCompleted.Should().BeFalse("the burst of two is used up");
        _time.Advance(TimeSpan.FromSeconds(1));
        await waiting;
    }

    [Fact]
    public async Task Run_NamespaceWithManyRequests_DelaysOneWithFewByOneEach()
    {
        _settings.Replace(_settings.Current with { RequestsPerSecondPerRegistry = 1_000 });
        var order = new List<string>();
        var release = new TaskCompletionSource<int>();
        var first = new[] { RunAsync("r", "big", () => release.Task), RunAsync("r", "big", () => release.Task) };
        var big = Enumerable.Range(0, 900).Select(_ => RunAsync("r", "big", () => Note("big"))).ToList();
        var small = Enumerable.Range(0, 3).Select(_ => RunAsync("r", "small", () => Note("small"))).ToList();
        release.SetResult(0);
        await Task.WhenAll(first);
        await Task.WhenAll(big.Concat(small));

        order.Should().HaveCount(903);
        order.LastIndexOf("small").Should().BeLessThan(8, "turns are taken, and two go at a time");

        Task<int> Note(string ns)
        {
            lock (order)
            {
                order.Add(ns);
            }

            return Task.FromResult(0);
        }
    }

    [Fact]
    public async Task Run_RegistryThatFailsAgainAndAgain_IsLeftAlone()
    {
        await FailAsync("r", 4);
        State("r").Breaker.Should().Be(BreakerState.Closed);

        await FailAsync("r", 1);

        State("r").Breaker.Should().Be(BreakerState.Open);
        State("r").LimitedUntil.Should().Be(_time.GetUtcNow().AddSeconds(15));
        var hold = await HeldAsync(Turn("r", "ns"));
        hold.Reason.Should().Be(ImportReasons.Unreachable);
        hold.Words.Should().Be("the registry is not asked, since it keeps failing: connection refused");
        hold.Until.Should().Be(_time.GetUtcNow().AddSeconds(15));
        (await _gate.RunAsync(Turn("r", "ns") with { Insecure = true }, () => Task.FromResult(3), CancellationToken.None))
            .Should().Be(3, "it may be there for those who ask another way");
        (await _gate.RunAsync(Turn("r", "ns") with { IsAskedFor = true }, () => Task.FromResult(4), CancellationToken.None))
            .Should().Be(4, "somebody waits");
    }

    [Fact]
    public async Task Run_WhatWaitsWhenARegistryIsGivenUp_IsToldAtOnce()
    {
        _settings.Replace(_settings.Current with { RequestsPerRegistry = 1 });
        var release = new TaskCompletionSource<int>();
        var running = RunAsync("r", "ns", () => release.Task);
        await FailAsync("other", 5);
        var waiting = Enumerable.Range(0, 100).Select(_ => RunAsync("r", "ns", Fail)).ToList();

        release.SetException(Unreachable());

        await FluentActions.Awaiting(() => running).Should().ThrowAsync<RegistryException>();
        await Eventually.Succeeds(() => waiting.Count(t => !t.IsFaulted).Should().Be(0));
        waiting.Count(t => t.Exception!.InnerException is RegistryException).Should().Be(4, "that makes five");
    }

    [Fact]
    public async Task Run_RefusalsInBetween_AreAnswers()
    {
        await FailAsync("r", 4);
        await FluentActions.Awaiting(() => RunAsync("r", "ns", () => throw new RegistryException(RegistryErrorKind.NotFound, "no", null) { StatusCode = 404 }))
            .Should().ThrowAsync<RegistryException>();

        await FailAsync("r", 4);

        State("r").Breaker.Should().Be(BreakerState.Closed);
    }

    [Fact]
    public async Task Probe_RegistryThatIsBack_IsNoticedWithoutAnyRequest()
    {
        var (pings, isBack) = (0, false);
        using var stop = new CancellationTokenSource();
        var probing = _gate.ProbeAsync(stop.Token);
        await FailAsync("r", 5, Ping);

        await PassAsync(TimeSpan.FromSeconds(15), () => pings, 1);
        await PassAsync(TimeSpan.FromSeconds(30), () => pings, 2);
        await PassAsync(TimeSpan.FromSeconds(60), () => pings, 3);
        isBack = true;
        _news.Should().BeEmpty();
        await PassAsync(TimeSpan.FromSeconds(60), () => pings, 4);

        await Eventually.Succeeds(() => _news.Should().Equal("r is back"));
        State("r").Breaker.Should().Be(BreakerState.Closed);
        await FailAsync("r", 1, Ping);
        State("r").Breaker.Should().Be(BreakerState.Open, "it answered, but not what was asked");
        await stop.CancelAsync();
        await FluentActions.Awaiting(() => probing).Should().ThrowAsync<OperationCanceledException>();

        Task Ping(CancellationToken ct)
        {
            pings++;
            return isBack ? Task.CompletedTask : throw Unreachable();
        }
    }

    [Fact]
    public async Task Run_WhereNobodyProbes_FindsOutByOneRequest()
    {
        await FailAsync("r", 5);
        _time.Advance(TimeSpan.FromSeconds(15));
        var release = new TaskCompletionSource<int>();

        var probe = RunAsync("r", "ns", () => release.Task);
        await HeldAsync(Turn("r", "ns"));
        release.SetResult(1);
        await probe;

        _news.Should().Equal("r is back");
        (await RunAsync("r", "ns", () => Task.FromResult(2))).Should().Be(2);
    }

    [Theory]
    [InlineData(null, 60)]
    [InlineData(90, 90)]
    [InlineData(7200, 3600)]
    public async Task Run_RegistryThatIsAskedTooMuch_IsLeftAloneByThatAccount(int? retryAfter, int seconds)
    {
        var limited = new RegistryException(RegistryErrorKind.TooManyRequests, "slow down", null)
        {
            StatusCode = 429,
            RetryAfter = retryAfter is { } wait ? TimeSpan.FromSeconds(wait) : null,
        };
        await FluentActions.Awaiting(() => RunAsync("r", "ns", () => throw limited)).Should().ThrowAsync<RegistryException>();

        var hold = await HeldAsync(Turn("r", "another"));
        hold.Reason.Should().Be(ImportReasons.RateLimited);
        hold.Until.Should().Be(_time.GetUtcNow().AddSeconds(seconds));
        State("r").LimitedUntil.Should().Be(hold.Until);
        (await _gate.RunAsync(Turn("r", "ns") with { Account = "bob" }, () => Task.FromResult(1), CancellationToken.None)).Should().Be(1);
        _time.Advance(TimeSpan.FromSeconds(seconds));
        (await RunAsync("r", "ns", () => Task.FromResult(2))).Should().Be(2);
    }

    [Fact]
    public async Task Run_WhenLittleIsLeft_ChecksOfWhatIsHereArePutOffFirst()
    {
        await RunAsync("hub", "ns", () => Told(10));

        var hold = await HeldAsync(Turn("hub", "ns") with { IsRefresh = true });
        hold.Words.Should().Be("little is left of what the registry allows: it is left alone until 2026-01-01T00:03:36Z");
        await RunAsync("hub", "ns", () => Told(0));
        await HeldAsync(Turn("hub", "ns"));
        _time.Advance(TimeSpan.FromSeconds(216));
        (await RunAsync("hub", "ns", () => Told(1))).Should().Be(1);

        Task<int> Told(int remaining)
        {
            _gate.Note("hub", "", new RegistryAnswer(200, new RegistryRateLimit(remaining, 100, TimeSpan.FromHours(6), null)));
            return Task.FromResult(1);
        }
    }

    [Fact]
    public async Task Run_RegistryThatAllowsAHundred_IsNeverAskedMoreAndServesAllNamespaces()
    {
        var (left, refused) = (100, 0);
        var release = new TaskCompletionSource<int>();
        var first = new[] { RunAsync("hub", "big", () => release.Task), RunAsync("hub", "big", () => release.Task) };
        var served = new Dictionary<string, int> { ["big"] = 0, ["small"] = 0 };
        var big = Enumerable.Range(0, 900).Select(_ => RunAsync("hub", "big", () => Serve("big")));
        var small = Enumerable.Range(0, 3).Select(_ => RunAsync("hub", "small", () => Serve("small")));
        var all = big.Concat(small).ToList();
        release.SetResult(0);
        await Task.WhenAll(first);

        await FluentActions.Awaiting(() => Task.WhenAll(all)).Should().ThrowAsync<RegistryHeldException>("most are held");

        served.Should().Equal(new Dictionary<string, int> { ["big"] = 97, ["small"] = 3 });
        refused.Should().Be(0);

        Task<int> Serve(string ns)
        {
            lock (served)
            {
                refused += left == 0 ? 1 : 0;
                left--;
                served[ns]++;
                _gate.Note("hub", "", new RegistryAnswer(200, new RegistryRateLimit(left, 100, TimeSpan.FromHours(6), null)));
            }

            return Task.FromResult(1);
        }
    }

    [Fact]
    public void TryAdmit_RegistryThatEnoughStreamsWaitFor_CallsTheNextWhenOneLeaves()
    {
        var first = _gate.TryAdmit("r", new StreamKey("a", "1"));

        _gate.TryAdmit("r", new StreamKey("a", "2")).Should().BeNull();
        _gate.TryAdmit("r", new StreamKey("a", "3")).Should().BeNull();
        _gate.TryAdmit("r", new StreamKey("b", "1")).Should().BeNull();
        _gate.TryAdmit("other", new StreamKey("a", "2")).Should().NotBeNull();
        State("r").WaitingStreams.Should().Be(3);

        first!.Dispose();
        first.Dispose();
        _news.Should().Equal("a/2 may come");
        using (_gate.TryAdmit("r", new StreamKey("a", "2")))
        {
            _gate.TryAdmit("r", new StreamKey("b", "1")).Should().BeNull();
        }

        _news.Should().Equal("a/2 may come", "b/1 may come");
    }

    [Fact]
    public async Task Run_StreamsBeyondTheLimit_ArePutOff()
    {
        await using var fixture = await ImportFixture.StartAsync();
        fixture.Settings.Replace(fixture.Settings.Current with { StreamsPerRegistry = 0 });
        fixture.Apply("s", TestStreams.Tag("latest", fixture.From("a/b:1")), TestStreams.Tag("bad", "NO"));

        var outcome = await fixture.RunAsync("s");

        outcome.Deferred.Should().BeTrue();
        outcome.Attempted.Should().Equal("bad");
        fixture.Registry.Requests.Should().BeEmpty();
        fixture.Read("test", "s").FindStatusTag("latest").Should().BeNull();
    }

    private static RegistryException Unreachable() =>
        new(RegistryErrorKind.Unreachable, "GET https://r/v2/secret/name/manifests/1: connection refused", null) { Request = "GET https://r/v2/secret/name/manifests/1" };

    private static Task<int> Fail() => Task.FromException<int>(Unreachable());

    private static RegistryTurn Turn(string registry, string ns) => new() { Registry = registry, Namespace = ns };

    private Task<int> RunAsync(string registry, string ns, Func<Task<int>> request) => _gate.RunAsync(Turn(registry, ns), request, CancellationToken.None);

    private async Task FailAsync(string registry, int times, Func<CancellationToken, Task>? ping = null)
    {
        for (var i = 0; i < times; i++)
        {
            await FluentActions.Awaiting(() => _gate.RunAsync(Turn(registry, "ns") with { Ping = ping }, Fail, CancellationToken.None))
                .Should().ThrowAsync<RegistryException>();
        }
    }

    private async Task<RegistryHold> HeldAsync(RegistryTurn turn)
    {
        var asking = () => _gate.RunAsync(turn, () => Task.FromResult(0), CancellationToken.None);
        return (await asking.Should().ThrowAsync<RegistryHeldException>()).Which.Hold;
    }

    /// <summary>Moves the clock once the code under test waits for it, and waits for what comes of that.</summary>
    private async Task PassAsync(TimeSpan time, Func<int> count, int expected)
    {
        await Eventually.Succeeds(() => _time.WaitingTimers.Should().BePositive());
        count().Should().BeLessThan(expected);
        _time.Advance(time);
        await Eventually.Succeeds(() => count().Should().Be(expected));
    }

    private RegistryLaneState State(string registry) => _gate.States.Single(s => s.Registry == registry);
}
