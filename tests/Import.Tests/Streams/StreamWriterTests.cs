using System.Text.Json.Nodes;
using ImageStreams.Images;
using ImageStreams.Kubernetes;
using ImageStreams.LocalRegistry;
using ImageStreams.TestKit;

namespace ImageStreams.Import.Tests;

/// <summary>docs/spec/importing.md#writes: what may happen between the decision and the write.</summary>
public sealed class StreamWriterTests : IAsyncLifetime
{
    private static readonly SampleImage Image = SampleImage.Create(1);
    private static readonly string Path = TestStreams.PathOf("test", "s");

    private ImportFixture _fixture = null!;

    public async Task InitializeAsync()
    {
        _fixture = await ImportFixture.StartAsync();
        _fixture.Serve("a/b", "1", Image.OciManifest, Image).Apply("s", TestStreams.Tag("latest", _fixture.From("a/b:1")));
    }

    public async Task DisposeAsync() => await _fixture.DisposeAsync();

    [Fact]
    public async Task Run_StreamThatChangedMeanwhile_IsDecidedAgainWithoutFetchingAgain()
    {
        var stale = _fixture.Read("test", "s");
        var plan = _fixture.Plan("s");
        var labelled = _fixture.Cluster.Find(Path)!;
        labelled["metadata"]!["labels"] = new JsonObject { ["a"] = "b" };
        _fixture.Cluster.Put(Path, labelled);

        var outcome = await _fixture.RunAsync(stale, plan);

        _fixture.Registry.Requests.Should().HaveCount(2);
        _fixture.Cluster.Writes.Count(w => w.Method == "PUT").Should().Be(2);
        _fixture.Tag("s", "latest").Newest!.Image.Should().Be(Image.OciManifest.Digest.ToString());
        outcome.Overtaken.Should().HaveCount(2).And.Contain(stale.Metadata!.ResourceVersion);
        outcome.Changes.Should().ContainSingle().Which.Reason.Should().Be(TagChange.Imported);
    }

    [Fact]
    public async Task Run_TagThatMeansSomethingElseMeanwhile_KeepsNothingOfTheOldResult()
    {
        var stale = _fixture.Read("test", "s");
        var plan = _fixture.Plan("s");
        _fixture.Apply("s", TestStreams.Tag("latest", _fixture.From("other/image:1")));

        await _fixture.RunAsync(stale, plan);

        _fixture.Read("test", "s").FindStatusTag("latest").Should().BeNull();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Run_StreamThatIsDeletedMeanwhile_IsQuiet(bool recreated)
    {
        var stale = _fixture.Read("test", "s");
        var plan = _fixture.Plan("s");
        _fixture.Cluster.Delete(Path);
        if (recreated)
        {
            _fixture.Apply("s", TestStreams.Tag("latest", _fixture.From("a/b:1")));
        }

        var outcome = await _fixture.RunAsync(stale, plan);

        outcome.Stream.Should().BeNull();
        outcome.Error.Should().BeNull();
        outcome.Changes.Should().BeEmpty();
        _fixture.Cluster.Find(Path)?["status"].Should().BeNull();
    }

    [Fact]
    public async Task Run_CrashBetweenImageAndStatus_HealsWithOneRequest()
    {
        _fixture.Cluster.Fail(r => r.Method == "PUT" ? FakeReply.Status(403, "Forbidden", "not now") : null);
        await FluentActions.Awaiting(() => _fixture.RunAsync("s")).Should().ThrowAsync<KubeApiException>();
        _fixture.StoredImages.Should().ContainSingle();
        _fixture.Cluster.Heal();
        _fixture.Restart();

        await _fixture.RunAsync("s");

        _fixture.Registry.Requests.Should().HaveCount(3, "the image is known by then, and its configuration is not asked for again");
        _fixture.Tag("s", "latest").Newest!.Image.Should().Be(Image.OciManifest.Digest.ToString());
    }

    [Fact]
    public async Task Run_StoreThatDoesNotTakeImagesNow_WritesTheOtherTagsAndTellsTheError()
    {
        var other = SampleImage.Create(2);
        _fixture.Serve("a/b", "2", other.OciManifest, other);
        _fixture.Apply("s", TestStreams.Tag("latest", _fixture.From("a/b:1")), TestStreams.Tag("other", _fixture.From("a/b:2")));
        var bad = StoredNames.ToStored(Image.OciManifest.Digest.ToString());
        _fixture.Cluster.Fail(r => r.Method == "POST" && r.Body.Contains(bad, StringComparison.Ordinal) ? FakeReply.Status(403, "Forbidden", "no") : null);

        var outcome = await _fixture.RunAsync("s");

        outcome.Error.Should().BeOfType<KubeApiException>();
        outcome.Attempted.Should().Equal("other");
        _fixture.Tag("s", "other").Newest!.Image.Should().Be(other.OciManifest.Digest.ToString());
        _fixture.Read("test", "s").FindStatusTag("latest").Should().BeNull();
    }

    [Fact]
    public async Task Run_ImageThatIsThereAlready_IsNeverChanged()
    {
        var path = $"{TestStreams.Group}/images/{StoredNames.ToStored(Image.OciManifest.Digest.ToString())}";
        _fixture.Cluster.Put(path, new JsonObject { ["dockerImageReference"] = "quay.io/first/importer", ["dockerImageMetadata"] = new JsonObject { ["Id"] = "other" } });
        var before = _fixture.Cluster.Find(path)!;
        var looks = 0; // as when another replica stores it between our look and our write
        _fixture.Cluster.Fail(r => r.Route == $"GET {path}" && Interlocked.Increment(ref looks) <= 2 ? FakeReply.Status(404, "NotFound", "not yet") : null);

        await _fixture.RunAsync("s");

        _fixture.Tag("s", "latest").Newest!.Image.Should().Be(Image.OciManifest.Digest.ToString());
        _fixture.Cluster.Find(path)!.ToJsonString().Should().Be(before.ToJsonString());
        _fixture.Cluster.Writes.Should().ContainSingle(w => w.Method == "POST").Which.Path.Should().EndWith("/images");
    }

    [Fact]
    public async Task Run_StreamTooLargeForTheStore_IsATerminalError()
    {
        _fixture.Cluster.Fail(r => r.Method == "PUT" ? FakeReply.Status(413, "RequestEntityTooLarge", "too large") : null);

        var run = () => _fixture.RunAsync("s");

        (await run.Should().ThrowAsync<TerminalException>()).Which.Message.Should().Contain("maxTagHistory");
    }

    [Fact]
    public async Task Run_EscapedName_WritesToTheStoredNameAndNamesTheRealOne()
    {
        _fixture.Settings.Replace(_fixture.Settings.Current with
        {
            Plan = new ImportPlanOptions { StrategyRuns = true, Hosts = new RegistryHosts { Internal = "registry:5000" } },
        });
        _fixture.Restart();
        var tag = TestStreams.Tag("latest", _fixture.From("a/b:1"));
        tag["generation"] = 1;
        var stored = StoredNames.ToStored("foo_bar");
        _fixture.Apply("test", stored, TestStreams.Stream(tag));

        var outcome = await _fixture.RunAsync(stored);

        outcome.Stream!.Metadata!.Name.Should().Be("foo_bar");
        _fixture.Cluster.Find(TestStreams.PathOf("test", stored))!["status"]!["tags"]!.AsArray().Should().ContainSingle();
    }

    [Fact]
    public async Task Run_SlowRegistryBesideAFastOne_WritesWhatIsThere()
    {
        var release = new TaskCompletionSource();
        await using var slow = await FaultyRegistry.StartAsync();
        slow.On("GET /v2/a/b/manifests/1", async context =>
        {
            await release.Task;
            await Answers.Status(404)(context);
        });
        _fixture.Apply("s", TestStreams.Tag("latest", _fixture.From("a/b:1")), TestStreams.Tag("slow", $"{slow.Host}/a/b:1"));

        var run = _fixture.RunAsync("s");
        await Eventually.Succeeds(() =>
        {
            _fixture.StoredImages.Should().ContainSingle();
            slow.Requests.Should().ContainSingle();
        });
        await Eventually.Succeeds(() =>
        {
            _fixture.Time.Advance(StreamImport.SettleTime);
            _fixture.Tag("s", "latest").Newest.Should().NotBeNull();
        });

        run.IsCompleted.Should().BeFalse();
        release.SetResult();
        await run;
        _fixture.Tag("s", "slow").ImportFailure!.Reason.Should().Be(ImportReasons.NotFound);
    }

    [Fact]
    public async Task Run_FollowerOfATagThatIsImportedInTheSameRun_HasItsImage()
    {
        var follower = new JsonObject { ["name"] = "stable", ["from"] = new JsonObject { ["kind"] = "ImageStreamTag", ["name"] = "latest" } };
        _fixture.Apply("s", follower, TestStreams.Tag("latest", _fixture.From("a/b:1")));

        await _fixture.RunAsync("s");

        _fixture.Tag("s", "stable").Newest!.Image.Should().Be(Image.OciManifest.Digest.ToString());
        _fixture.Tag("s", "stable").ImportFailure.Should().BeNull();
        _fixture.Cluster.Writes.Count(w => w.Method == "PUT").Should().Be(1);
    }
}
