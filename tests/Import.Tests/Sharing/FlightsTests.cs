using ImageStreams.TestKit;

namespace ImageStreams.Import.Tests;

public sealed class FlightsTests
{
    private readonly ManualTimeProvider _time = new();
    private readonly Flights<string, string> _flights;
    private int _flown;

    public FlightsTests() => _flights = new Flights<string, string>(_time);

    [Fact]
    public async Task Run_SinceAMoment_TakesWhatWasBegunThen()
    {
        var slot = _time.GetUtcNow();
        (await RunAsync(slot)).Should().Be("1");
        _time.Advance(TimeSpan.FromMinutes(1));

        (await RunAsync(slot)).Should().Be("1");
        (await RunAsync(slot.AddSeconds(1))).Should().Be("2");
        (await RunAsync(null)).Should().Be("3", "whoever wants to know it now has to look now");
    }

    [Fact]
    public async Task Run_WhileAnotherIsUnderWay_WaitsForOneThatBeginsLaterAndSharesIt()
    {
        var first = new TaskCompletionSource<string>();
        var leader = _flights.RunAsync("k", null, _ => first.Task, CancellationToken.None);

        var late = Enumerable.Range(0, 5).Select(_ => RunAsync(null)).ToList();
        _flown.Should().Be(0);
        first.SetResult("old");

        (await leader).Should().Be("old");
        (await Task.WhenAll(late)).Should().OnlyContain(v => v == "1");
        _flown.Should().Be(1);
    }

    [Fact]
    public async Task Run_WhenWhoLedGivesUp_AnotherLeads()
    {
        var slot = _time.GetUtcNow();
        var stuck = new TaskCompletionSource<string>();
        var leader = _flights.RunAsync("k", slot, _ => stuck.Task, CancellationToken.None);
        var joined = RunAsync(slot);

        stuck.SetCanceled();

        (await joined).Should().Be("1");
        await FluentActions.Awaiting(() => leader).Should().ThrowAsync<OperationCanceledException>();
    }

    [Fact]
    public async Task Run_Failure_IsToldToAllWhoWaitAndNotKept()
    {
        var slot = _time.GetUtcNow();
        var failing = new TaskCompletionSource<string>();
        var all = new[] { _flights.RunAsync("k", slot, _ => failing.Task, CancellationToken.None), RunAsync(slot) };

        failing.SetException(new IOException("broken"));

        foreach (var one in all)
        {
            await FluentActions.Awaiting(() => one).Should().ThrowAsync<IOException>();
        }

        (await RunAsync(slot)).Should().Be("1");
    }

    [Fact]
    public async Task Run_ThatDoesNotKeep_SharesOnlyWhatIsUnderWay()
    {
        var flights = new Flights<string, string>(_time) { Keeps = false };
        var first = new TaskCompletionSource<string>();
        var all = Enumerable.Range(0, 3).Select(_ => flights.RunAsync("k", DateTimeOffset.MinValue, _ => first.Task, CancellationToken.None)).ToList();
        first.SetResult("one");
        (await Task.WhenAll(all)).Should().OnlyContain(v => v == "one");

        (await flights.RunAsync("k", DateTimeOffset.MinValue, _ => Task.FromResult("two"), CancellationToken.None)).Should().Be("two");
    }

    [Fact]
    public async Task Run_IsTold_WhatWasThereBefore()
    {
        await RunAsync(null);

        (await _flights.RunAsync("k", null, previous => Task.FromResult($"after {previous}"), CancellationToken.None)).Should().Be("after 1");
    }

    private Task<string> RunAsync(DateTimeOffset? since) =>
        _flights.RunAsync("k", since, _ => Task.FromResult($"{Interlocked.Increment(ref _flown)}"), CancellationToken.None);
}
