using System.Text;
using Microsoft.Extensions.Logging.Abstractions;

namespace ImageStreams.ControlPlane.Tests;

public sealed class ObjectStoreTests
{
    [Fact]
    public async Task Writes_OverAllResources_ShareOneGrowingRevision()
    {
        using var temporary = new TemporaryStore();
        var start = temporary.Store.Current.Revision;

        var created = await temporary.Create("a");
        var other = (await temporary.Store.CreateAsync(new StoreKey("/secrets", "default", "s"), TemporaryStore.Body("s"))).Object!;
        var updated = await temporary.Update(created, "2");
        var deleted = await temporary.Delete(updated);

        new[] { created.Revision, other.Revision, updated.Revision, deleted.Revision }.Should().Equal(start + 1, start + 2, start + 3, start + 4);
        temporary.Store.Current.Revision.Should().Be(start + 4);
        temporary.Store.Current.Find(created.Key).Should().BeNull();
    }

    [Fact]
    public async Task WrittenBytes_CarryTheirRevision()
    {
        using var temporary = new TemporaryStore();

        var created = await temporary.Create("a", value: "x");

        Encoding.UTF8.GetString(created.Utf8.Span).Should().Be(
            $$$"""{"kind":"ConfigMap","apiVersion":"v1","metadata":{"name":"a","namespace":"default","resourceVersion":"{{{created.Revision}}}","labels":{"app":"a"}},"data":{"value":"x"}}""");
        Encoding.UTF8.GetString(created.Body.Span).Should().StartWith("\"metadata\":{");
    }

    [Fact]
    public async Task Create_OverAnExistingObject_SaysExistsAndShowsIt()
    {
        using var temporary = new TemporaryStore();
        var first = await temporary.Create("a");

        var second = await temporary.Store.CreateAsync(first.Key, TemporaryStore.Body("a"));

        second.Should().Be(new WriteResult(WriteOutcome.Exists, first));
    }

    [Fact]
    public async Task UpdateAndDelete_OfAnOlderRevision_ChangeNothing()
    {
        using var temporary = new TemporaryStore();
        var first = await temporary.Create("a");
        var second = await temporary.Update(first, "2");

        var update = await temporary.Store.UpdateAsync(first.Key, TemporaryStore.Body("a"), first.Revision);
        var delete = await temporary.Store.DeleteAsync(first.Key, first.Revision);

        update.Should().Be(new WriteResult(WriteOutcome.Changed, second));
        delete.Should().Be(new WriteResult(WriteOutcome.Changed, second));
        temporary.Store.Current.Revision.Should().Be(second.Revision);
    }

    [Fact]
    public async Task UpdateAndDelete_OfNothing_SayMissing()
    {
        using var temporary = new TemporaryStore();

        (await temporary.Store.UpdateAsync(TemporaryStore.Key("a"), TemporaryStore.Body("a"), 7)).Outcome.Should().Be(WriteOutcome.Missing);
        (await temporary.Store.DeleteAsync(TemporaryStore.Key("a"), 7)).Outcome.Should().Be(WriteOutcome.Missing);
    }

    [Fact]
    public async Task ConcurrentUpdatesOfOneObject_LetExactlyOneWin()
    {
        using var temporary = new TemporaryStore();
        var first = await temporary.Create("a");

        var results = await Task.WhenAll(Enumerable.Range(0, 50).Select(i =>
            temporary.Store.UpdateAsync(first.Key, TemporaryStore.Body("a", value: $"{i}"), first.Revision)));

        results.Count(r => r.IsWritten).Should().Be(1);
        results.Where(r => !r.IsWritten).Should().OnlyContain(r => r.Outcome == WriteOutcome.Changed);
    }

    [Fact]
    public async Task Reopen_FindsObjectsAndRevision()
    {
        using var temporary = new TemporaryStore();
        var kept = await temporary.Create("kept", value: "v");
        var gone = await temporary.Create("gone");
        await temporary.Delete(gone);
        var revision = temporary.Store.Current.Revision;

        temporary.Reopen();

        temporary.Store.Current.Revision.Should().Be(revision);
        var found = temporary.Store.Current.Table(TemporaryStore.Resource).Range().Should().ContainSingle().Which;
        found.Key.Should().Be(kept.Key);
        found.Utf8.ToArray().Should().Equal(kept.Utf8.ToArray());
        found.Header.Labels.Should().Contain("app", "kept");
        (await temporary.Create("next")).Revision.Should().Be(revision + 1);
    }

    [Fact]
    public void Open_OfAFolderInUse_SaysWhatToDo()
    {
        using var temporary = new TemporaryStore();

        var second = () => ObjectStore.Open(temporary.Options, TimeProvider.System, NullLogger<ObjectStore>.Instance);

        second.Should().Throw<StoreException>().WithMessage("*objects.db is in use by another process: stop it, or choose another --data-dir");
    }

    [Fact]
    public void Open_OfAFileThatIsNoDatabase_SaysSo()
    {
        using var temporary = new TemporaryStore();
        var options = temporary.Options with { DataDirectory = Path.Combine(temporary.Directory, "other") };
        Directory.CreateDirectory(options.DataDirectory);
        File.WriteAllText(Path.Combine(options.DataDirectory, "objects.db"), string.Concat(Enumerable.Repeat("not a database ", 100)));

        var open = () => ObjectStore.Open(options, TimeProvider.System, NullLogger<ObjectStore>.Instance);

        open.Should().Throw<StoreException>().WithMessage("cannot open *objects.db: *file is not a database*");
    }

    [Fact]
    public async Task Write_OfMoreThanTheLimit_IsRefusedAndNothingElseIs()
    {
        using var temporary = new TemporaryStore();

        var large = await temporary.Store.CreateAsync(TemporaryStore.Key("a"), TemporaryStore.Body("a", value: new string('x', 1600 << 10)));
        var within = await temporary.Store.CreateAsync(TemporaryStore.Key("a"), TemporaryStore.Body("a", value: new string('x', 1500 << 10)));

        large.Outcome.Should().Be(WriteOutcome.TooLarge);
        within.Outcome.Should().Be(WriteOutcome.Written);
    }

    [Fact]
    public async Task Write_WhenTheDatabaseIsFull_FailsAndLeavesEverythingReadable()
    {
        using var temporary = new TemporaryStore(configure: o => o with { MaxDatabaseBytes = 200 << 10 });
        var kept = await temporary.Create("kept");
        var revision = temporary.Store.Current.Revision;

        var full = () => temporary.Create("large", value: new string('x', 400 << 10));
        await full.Should().ThrowAsync<StoreException>().WithMessage("the write could not be stored: *full*");

        temporary.Store.Current.Revision.Should().Be(revision);
        temporary.Store.Current.Find(kept.Key).Should().BeSameAs(kept);
        (await temporary.Create("small")).Revision.Should().Be(revision + 1);
    }

    [Fact]
    public async Task AtLeast_OfAFutureRevision_WaitsForIt()
    {
        using var temporary = new TemporaryStore();
        var future = temporary.Store.Current.Revision + 1;

        var waiting = temporary.Store.AtLeastAsync(future, TimeSpan.FromMinutes(1), CancellationToken.None).AsTask();
        waiting.IsCompleted.Should().BeFalse();
        await temporary.Create("a");

        (await waiting)!.Revision.Should().Be(future);
        (await temporary.Store.AtLeastAsync(future + 1, TimeSpan.Zero, CancellationToken.None)).Should().BeNull();
    }

    [Fact]
    public async Task FindTableAt_WithinTheWindow_ShowsThePast()
    {
        using var temporary = new TemporaryStore();
        var before = temporary.Store.Current.Revision;
        var a = await temporary.Create("a", value: "1");
        var b = await temporary.Create("b");
        await temporary.Update(a, "2");
        await temporary.Delete(b);

        temporary.Store.FindTableAt(TemporaryStore.Resource, before)!.Count.Should().Be(0);
        temporary.Store.FindTableAt(TemporaryStore.Resource, b.Revision)!.Range().Should().Equal(a, b);
        temporary.Store.FindTableAt(TemporaryStore.Resource, temporary.Store.Current.Revision)!.Count.Should().Be(1);
        temporary.Store.FindTableAt(TemporaryStore.Resource, before - 1).Should().BeNull();
    }

    [Fact]
    public async Task Pin_KeepsATableBeyondTheWindowForAWhile()
    {
        var time = new TestKit.ManualTimeProvider();
        using var temporary = new TemporaryStore(time, o => o with { WindowChanges = 4 });
        var a = await temporary.Create("a");
        temporary.Store.Pin(TemporaryStore.Resource, a.Revision, temporary.Store.Current.Table(TemporaryStore.Resource));
        for (var i = 0; i < 10; i++)
        {
            await temporary.Create($"b{i}");
        }

        time.Advance(TimeSpan.FromMinutes(4));
        temporary.Store.FindTableAt(TemporaryStore.Resource, a.Revision)!.Range().Should().Equal(a);
        time.Advance(TimeSpan.FromMinutes(4)); // its use keeps it
        temporary.Store.FindTableAt(TemporaryStore.Resource, a.Revision).Should().NotBeNull();
        temporary.Store.FindTableAt(TemporaryStore.Resource, a.Revision + 1).Should().BeNull();
        time.Advance(TimeSpan.FromMinutes(6));
        temporary.Store.FindTableAt(TemporaryStore.Resource, a.Revision).Should().BeNull();
    }

    [Fact]
    public async Task Dispose_FinishesWhatIsQueued_AndRefusesMore()
    {
        var temporary = new TemporaryStore();
        var writes = Enumerable.Range(0, 200).Select(i => temporary.Store.CreateAsync(TemporaryStore.Key($"n{i}"), TemporaryStore.Body($"n{i}"))).ToList();

        temporary.Store.Dispose();

        (await Task.WhenAll(writes)).Should().OnlyContain(r => r.IsWritten);
        var late = () => temporary.Store.CreateAsync(TemporaryStore.Key("late"), TemporaryStore.Body("late"));
        await late.Should().ThrowAsync<StoreException>().WithMessage("the store is closed");
        temporary.Reopen();
        temporary.Store.Current.Table(TemporaryStore.Resource).Count.Should().Be(200);
        temporary.Dispose();
    }
}
