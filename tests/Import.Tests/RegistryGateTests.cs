using ImageStreams.Images;

namespace ImageStreams.Import.Tests;

public sealed class RegistryGateTests
{
    private readonly RegistryGate _gate = new(new ImportSettingsSource(new ImportSettings { RequestsPerRegistry = 2, StreamsPerRegistry = 1 }));

    [Fact]
    public async Task Run_MoreRequestsThanARegistryGets_WaitWhileOthersPass()
    {
        var release = new TaskCompletionSource<int>();
        var begun = 0;
        var slow = Enumerable.Range(0, 5).Select(_ => _gate.RunAsync("slow", () => Begin(), CancellationToken.None)).ToList();

        var fast = await _gate.RunAsync("fast", () => Task.FromResult(7), CancellationToken.None);

        fast.Should().Be(7);
        begun.Should().Be(2);
        release.SetResult(1);
        await Task.WhenAll(slow);
        begun.Should().Be(5);
        _gate.Lanes.Should().Be(0, "hosts are named by users and may not pile up");

        Task<int> Begin()
        {
            Interlocked.Increment(ref begun);
            return release.Task;
        }
    }

    [Fact]
    public async Task Run_CallerThatGivesUp_LeavesItsPlace()
    {
        var release = new TaskCompletionSource<int>();
        var running = new[] { _gate.RunAsync("r", () => release.Task, CancellationToken.None), _gate.RunAsync("r", () => release.Task, CancellationToken.None) };
        using var cancel = new CancellationTokenSource();
        var waiting = _gate.RunAsync("r", () => Task.FromResult(1), cancel.Token);

        await cancel.CancelAsync();

        await FluentActions.Awaiting(() => waiting).Should().ThrowAsync<OperationCanceledException>();
        release.SetResult(1);
        await Task.WhenAll(running);
        _gate.Lanes.Should().Be(0);
    }

    [Fact]
    public void TryAdmit_RegistryThatEnoughStreamsWaitFor_IsRefusedUntilOneLeaves()
    {
        var first = _gate.TryAdmit("r");

        _gate.TryAdmit("r").Should().BeNull();
        _gate.TryAdmit("other").Should().NotBeNull();

        first!.Dispose();
        first.Dispose();
        _gate.TryAdmit("r").Should().NotBeNull();
        _gate.TryAdmit("r").Should().BeNull();
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
}
