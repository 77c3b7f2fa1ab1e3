namespace ImageStreams.ControlPlane.Tests;

public sealed class StoreWatchTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Read_AfterWrites_GivesThemInOrderWithWhatWasBefore()
    {
        using var temporary = new TemporaryStore();
        var watch = Watch(temporary, temporary.Store.Current.Revision);

        var created = await temporary.Create("a", value: "1");
        var updated = await temporary.Update(created, "2");
        var deleted = await temporary.Delete(updated);
        var changes = await ReadUntil(watch, deleted.Revision);

        changes.Should().Equal(
            new StoreChange(StoreChangeKind.Added, created, null),
            new StoreChange(StoreChangeKind.Modified, updated, created),
            new StoreChange(StoreChangeKind.Deleted, deleted, updated));
        deleted.Revision.Should().Be(updated.Revision + 1);
        deleted.ToDocument()["data"]!["value"]!.GetValue<string>().Should().Be("2");
    }

    [Fact]
    public async Task Read_BeforeAWrite_WaitsForIt()
    {
        using var temporary = new TemporaryStore();
        var reading = Watch(temporary, temporary.Store.Current.Revision).ReadAsync(Patience, CancellationToken.None).AsTask();
        reading.IsCompleted.Should().BeFalse();

        var created = await temporary.Create("a");

        (await reading)!.Should().ContainSingle().Which.Object.Should().BeSameAs(created);
    }

    [Fact]
    public async Task Read_WithoutNewsOfItsResource_IsEmptyAndKnowsHowFarItIs()
    {
        using var temporary = new TemporaryStore();
        var watch = Watch(temporary, temporary.Store.Current.Revision);
        var other = (await temporary.Store.CreateAsync(new StoreKey("/secrets", "default", "s"), TemporaryStore.Body("s"))).Object!;

        await TestKit.Eventually.Succeeds(async () =>
        {
            (await watch.ReadAsync(TimeSpan.Zero, CancellationToken.None)).Should().BeEmpty();
            watch.Revision.Should().Be(other.Revision);
        });
    }

    [Fact]
    public async Task Watch_FromBeforeTheResourceBegan_IsRefused_ButWhatWasThenCanBeListed()
    {
        using var temporary = new TemporaryStore();
        var before = temporary.Store.Current.Revision;
        await temporary.Store.CreateAsync(new StoreKey("/secrets", "default", "s"), TemporaryStore.Body("s"));

        temporary.Store.Begin(TemporaryStore.Resource);
        var a = await temporary.Create("a");
        temporary.Store.Begin(TemporaryStore.Resource);

        temporary.Store.Watch(TemporaryStore.Resource, before).Should().BeNull();
        temporary.Store.FindTableAt(TemporaryStore.Resource, before)!.Count.Should().Be(0);
        (await ReadUntil(Watch(temporary, a.Revision - 1), a.Revision)).Select(c => c.Object).Should().Equal(a);
    }

    [Fact]
    public async Task Watch_FromThePast_GivesOnlyWhatIsNewer()
    {
        using var temporary = new TemporaryStore();
        var a = await temporary.Create("a");
        var b = await temporary.Create("b");

        (await ReadUntil(Watch(temporary, a.Revision), b.Revision)).Select(c => c.Object).Should().Equal(b);
    }

    [Fact]
    public async Task Watch_FromBeforeTheWindow_IsRefused()
    {
        using var temporary = new TemporaryStore(configure: o => o with { WindowChanges = 8 });
        var first = await temporary.Create("a");
        var slow = Watch(temporary, first.Revision);
        for (var i = 0; i < 20; i++)
        {
            await temporary.Create($"b{i}");
        }

        temporary.Store.Watch(TemporaryStore.Resource, first.Revision).Should().BeNull();
        (await slow.ReadAsync(Patience, CancellationToken.None)).Should().BeNull("a slow reader is told that it has lost changes");
        temporary.Store.Watch(TemporaryStore.Resource, temporary.Store.Current.Revision - 2).Should().NotBeNull();
    }

    [Fact]
    public async Task Watch_OfLargeObjects_IsBoundedByBytesToo()
    {
        using var temporary = new TemporaryStore(configure: o => o with { WindowBytes = 100 << 10 });
        var first = await temporary.Create("a", value: new string('x', 60 << 10));
        await temporary.Create("b", value: new string('x', 60 << 10));

        temporary.Store.Watch(TemporaryStore.Resource, first.Revision - 1).Should().BeNull();
    }

    [Fact]
    public async Task Watch_AfterReopening_KnowsNothingOfThePast()
    {
        using var temporary = new TemporaryStore();
        var first = await temporary.Create("a");
        await temporary.Create("b");

        temporary.Reopen();

        temporary.Store.Watch(TemporaryStore.Resource, first.Revision).Should().BeNull();
        temporary.Store.Watch(TemporaryStore.Resource, temporary.Store.Current.Revision).Should().NotBeNull();
    }

    [Fact]
    public async Task Read_WhenCancelled_Throws()
    {
        using var temporary = new TemporaryStore();
        using var source = new CancellationTokenSource();
        var reading = Watch(temporary, temporary.Store.Current.Revision).ReadAsync(Patience, source.Token).AsTask();

        await source.CancelAsync();

        await reading.Awaiting(r => r).Should().ThrowAsync<OperationCanceledException>();
    }

    [Fact]
    public async Task Readers_OfConcurrentWriters_SeeEveryRevisionOnceAndNeverAnOlderState()
    {
        using var temporary = new TemporaryStore();
        var start = temporary.Store.Current.Revision;
        const int Writers = 8, Each = 100;
        var readers = Enumerable.Range(0, 4).Select(_ => FollowAsync(temporary, start, start + (Writers * Each))).ToList();

        await Task.WhenAll(Enumerable.Range(0, Writers).Select(async w =>
        {
            for (var i = 0; i < Each; i++)
            {
                await temporary.Create($"w{w}-{i}");
            }
        }));

        foreach (var seen in await Task.WhenAll(readers))
        {
            seen.Should().Equal(Enumerable.Range(1, Writers * Each).Select(i => start + i));
        }
    }

    private static async Task<List<long>> FollowAsync(TemporaryStore temporary, long start, long end)
    {
        var watch = Watch(temporary, start);
        var seen = new List<long>();
        while (seen.Count == 0 || seen[^1] < end)
        {
            foreach (var change in (await watch.ReadAsync(Patience, CancellationToken.None))!)
            {
                temporary.Store.Current.Revision.Should().BeGreaterThanOrEqualTo(change.Revision);
                seen.Add(change.Revision);
            }
        }

        return seen;
    }

    private static StoreWatch Watch(TemporaryStore temporary, long after) => temporary.Store.Watch(TemporaryStore.Resource, after)!;

    private static async Task<List<StoreChange>> ReadUntil(StoreWatch watch, long revision)
    {
        var changes = new List<StoreChange>();
        while (watch.Revision < revision)
        {
            changes.AddRange((await watch.ReadAsync(Patience, CancellationToken.None))!);
        }

        return changes;
    }
}
