using ImageStreams.TestKit;

namespace ImageStreams.Kubernetes.Tests;

public sealed class PagesAheadTests
{
    private readonly List<string> _taken = [];
    private readonly Dictionary<string, Asked> _asked = [];
    private readonly List<string> _order = [];

    [Fact]
    public async Task TakeAllAsync_NextPageTold_IsAskedForWhileThisOneIsRead_ButNoThird()
    {
        var all = TakeAllAsync();
        _asked[""].Tell("a");
        await UntilAskedAsync("a");
        _asked["a"].Tell("b");
        _asked["a"].Bring("2", "b");

        _order.Should().Equal("", "a");
        _taken.Should().BeEmpty("the first page has not come to its end");

        _asked[""].Bring("1", "a");
        await UntilAskedAsync("b");
        _asked["b"].Bring("3", null);

        (await all).Should().Be("version of 3");
        _taken.Should().Equal("1", "2", "3");
        _order.Should().Equal("", "a", "b");
    }

    [Fact]
    public async Task TakeAllAsync_NextPageToldAtTheEnd_IsAskedForThen()
    {
        var all = TakeAllAsync();
        _order.Should().Equal("");
        _asked[""].Bring("1", "a");
        await UntilAskedAsync("a");
        _asked["a"].Bring("2", "");

        await all;

        _taken.Should().Equal("1", "2");
    }

    [Fact]
    public async Task TakeAllAsync_PageReadAgainWithAnotherEnd_GoesOnFromThatEnd()
    {
        var all = TakeAllAsync();
        _asked[""].Tell("a");
        await UntilAskedAsync("a");
        _asked["a"].Bring("of another moment", "x");
        _asked[""].Bring("1", "b");
        await UntilAskedAsync("b");
        _asked["b"].Bring("2", null);

        await all;

        _taken.Should().Equal("1", "2");
        _order.Should().Equal("", "a", "b");
    }

    [Fact]
    public async Task TakeAllAsync_PageReadAgainAndNowTheLast_EndsWithIt()
    {
        var all = TakeAllAsync();
        _asked[""].Tell("a");
        await UntilAskedAsync("a");
        _asked[""].Bring("1", null);

        await all;

        _taken.Should().Equal("1");
        _asked["a"].IsCancelled.Should().BeTrue();
    }

    [Fact]
    public async Task TakeAllAsync_NextPageFails_AfterThisOneWasTaken()
    {
        var all = TakeAllAsync();
        _asked[""].Tell("a");
        await UntilAskedAsync("a");
        _asked["a"].Fail(new InvalidDataException("broken"));
        _asked[""].Bring("1", "a");
        var wait = () => all;

        await wait.Should().ThrowAsync<InvalidDataException>().WithMessage("broken");

        _taken.Should().Equal("1");
    }

    [Fact]
    public async Task TakeAllAsync_ThisPageFails_CancelsTheNextAndWaitsForIt()
    {
        var all = TakeAllAsync();
        _asked[""].Tell("a");
        await UntilAskedAsync("a");
        _asked[""].Fail(new InvalidDataException("broken"));
        var wait = () => all;

        await wait.Should().ThrowAsync<InvalidDataException>();

        _asked["a"].IsCancelled.Should().BeTrue();
        _taken.Should().BeEmpty();
    }

    [Fact]
    public async Task TakeAllAsync_Cancelled_CancelsBoth()
    {
        using var cancel = new CancellationTokenSource();
        var all = TakeAllAsync(cancel.Token);
        _asked[""].Tell("a");
        await UntilAskedAsync("a");
        await cancel.CancelAsync();
        var wait = () => all;

        await wait.Should().ThrowAsync<OperationCanceledException>();

        _asked.Values.Should().OnlyContain(page => page.IsCancelled);
    }

    private Task<string?> TakeAllAsync(CancellationToken cancellationToken = default) =>
        new PagesAhead<string>(ReadAsync).TakeAllAsync(page => _taken.AddRange(page.Items), cancellationToken);

    private async Task<ListPage<string>> ReadAsync(string? start, Action<string?> tellNext, CancellationToken cancellationToken)
    {
        var asked = new Asked(tellNext, cancellationToken);
        lock (_order)
        {
            _asked[start ?? ""] = asked;
            _order.Add(start ?? "");
        }

        return await asked.Answer;
    }

    private Task UntilAskedAsync(string start) => Eventually.Succeeds(() =>
    {
        lock (_order)
        {
            _order.Should().Contain(start);
        }
    });

    /// <summary>A page that the server has been asked for.</summary>
    private sealed class Asked(Action<string?> tellNext, CancellationToken cancellationToken)
    {
        private readonly TaskCompletionSource<ListPage<string>> _page = new();

        public Task<ListPage<string>> Answer => _page.Task.WaitAsync(cancellationToken);

        public bool IsCancelled => cancellationToken.IsCancellationRequested && !_page.Task.IsCompleted;

        public void Tell(string? next) => tellNext(next);

        public void Bring(string item, string? next) => _page.SetResult(new() { Items = { item }, ResourceVersion = $"version of {item}", Continue = next });

        public void Fail(Exception exception) => _page.SetException(exception);
    }
}
