using System.Text;
using System.Text.Json.Nodes;
using ImageStreams.Images;
using ImageStreams.LocalRegistry;
using ImageStreams.Oci;
using ImageStreams.TestKit;

namespace ImageStreams.Operator.Tests;

public sealed class ImageStreamImportControllerTests : IAsyncLifetime
{
    private static readonly SampleImage Image = SampleImage.Create(1);
    private static readonly string Digest = Image.OciManifest.Digest.ToString();

    private ControllerFixture _fixture = null!;

    public async Task InitializeAsync()
    {
        _fixture = await ControllerFixture.CreateAsync();
        _fixture.Serve("a/b", "1", Image);
    }

    public async Task DisposeAsync() => await _fixture.DisposeAsync();

    [Fact]
    public async Task Stream_ThatAppears_IsImportedAndTold()
    {
        await _fixture.StartAsync();

        _fixture.Apply("s", ControllerFixture.Tag("latest", _fixture.From("a/b:1")));

        await Eventually.Succeeds(() =>
        {
            _fixture.Image("s", "latest").Should().Be(Digest);
            _fixture.Events.Should().Equal($"Normal TagImported tag latest is {_fixture.Registry.Host}/a/b@{Digest}");
        });
    }

    [Fact]
    public async Task Stream_FromAListWithAttestations_IsToldHowManyAreLeftOut()
    {
        var other = SampleImage.Create(9).OciManifest;
        var list = Manifest.Parse(Encoding.UTF8.GetBytes($$"""
            {"schemaVersion":2,"mediaType":"{{MediaTypes.OciIndex}}","manifests":[
             {"mediaType":"{{MediaTypes.OciManifest}}","size":{{Image.OciManifest.Bytes.Length}},"digest":"{{Digest}}","platform":{"os":"linux","architecture":"amd64"} },
             {"mediaType":"{{MediaTypes.OciManifest}}","size":{{other.Bytes.Length}},"digest":"{{other.Digest}}","platform":{"os":"unknown","architecture":"unknown"} }]}
            """), MediaTypes.OciIndex);
        _fixture.Registry.On("GET /v2/a/b/manifests/list", Answers.Manifest(list)).On($"GET /v2/a/b/manifests/{Digest}", Answers.Manifest(Image.OciManifest));
        await _fixture.StartAsync();

        _fixture.Apply("s", ControllerFixture.Tag("latest", _fixture.From("a/b:list")));

        await Eventually.Succeeds(() => _fixture.Events.Should().Equal(
            $"Normal TagImported tag latest is {_fixture.Registry.Host}/a/b@{Digest}; one attestation in its list is left out"));
    }

    [Fact]
    public async Task Stream_OfWhichNothingIsDue_CostsNoWriteAndNoRequest()
    {
        _fixture.Apply("s", ControllerFixture.Tag("latest", _fixture.From("a/b:1")));
        await _fixture.StartAsync();
        await Eventually.Succeeds(() => _fixture.Image("s", "latest").Should().Be(Digest));
        var (requests, writes) = (_fixture.RequestsTo("/v2/a/b/"), _fixture.WritesTo("s"));

        var labelled = _fixture.Cluster.Find(ControllerFixture.PathOf("s"))!;
        labelled["metadata"]!["labels"] = new JsonObject { ["a"] = "b" };
        _fixture.Cluster.Put(ControllerFixture.PathOf("s"), labelled);
        await _fixture.SeeAnotherStreamAsync();

        _fixture.RequestsTo("/v2/a/b/").Should().Be(requests).And.Be(2);
        _fixture.WritesTo("s").Should().Be(writes).And.Be(1);
    }

    [Fact]
    public async Task Tag_ThatFails_IsTriedAgainByTheBackOffAndHeals()
    {
        _fixture.Apply("s", ControllerFixture.Tag("latest", _fixture.From("late/image:1")));
        await _fixture.StartAsync();
        await Eventually.Succeeds(() => _fixture.Reason("s", "latest").Should().Be(ImportReasons.NotFound));
        _fixture.Status("s", "latest")!["conditions"]![0]!["message"]!.GetValue<string>().Should().EndWith("; next attempt at 2026-01-01T00:00:30Z");

        _fixture.Serve("late/image", "1", Image);
        await _fixture.SeeAnotherStreamAsync();
        _fixture.Time.Advance(TimeSpan.FromSeconds(29));
        await _fixture.SeeAnotherStreamAsync();
        _fixture.Reason("s", "latest").Should().Be(ImportReasons.NotFound);
        _fixture.Time.Advance(TimeSpan.FromSeconds(1));

        await Eventually.Succeeds(() => _fixture.Image("s", "latest").Should().Be(Digest));
        _fixture.Status("s", "latest")!.ContainsKey("conditions").Should().BeFalse();
        await Eventually.Succeeds(() => _fixture.Events.Where(e => e.Contains("late/image", StringComparison.Ordinal)).Should().HaveCount(2));
    }

    [Fact]
    public async Task Tag_ThatIsScheduled_IsCheckedWithinItsInterval()
    {
        var tag = ControllerFixture.Tag("latest", _fixture.From("a/b:1"));
        tag["importPolicy"]!["scheduled"] = true;
        tag["annotations"] = new JsonObject { [ImageAnnotations.Interval] = "1m" };
        _fixture.Apply("s", tag);
        await _fixture.StartAsync();
        await Eventually.Succeeds(() => _fixture.Image("s", "latest").Should().Be(Digest));
        var next = SampleImage.Create(2);
        _fixture.Serve("a/b", "1", next);

        await _fixture.PassAMinuteAsync();

        await Eventually.Succeeds(() => _fixture.Image("s", "latest").Should().Be(next.OciManifest.Digest.ToString()));
        await Eventually.Succeeds(() => _fixture.Events.Should().Contain(e => e.StartsWith("Normal TagMoved", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Stream_DeletedWhileItIsImported_LeavesNoError()
    {
        var release = new TaskCompletionSource();
        _fixture.Registry.On("GET /v2/slow/image/manifests/1", async context =>
        {
            await release.Task;
            await Answers.Manifest(Image.OciManifest)(context);
        });
        await _fixture.StartAsync();
        _fixture.Apply("s", ControllerFixture.Tag("latest", _fixture.From("slow/image:1")));
        await Eventually.Succeeds(() => _fixture.RequestsTo("/v2/slow/").Should().Be(1));

        _fixture.Cluster.Delete(ControllerFixture.PathOf("s"));
        release.SetResult();
        await _fixture.SeeAnotherStreamAsync();

        _fixture.Logs.Should().NotContain(l => l.StartsWith("Error", StringComparison.Ordinal));
        _fixture.Cluster.Find(ControllerFixture.PathOf("s")).Should().BeNull();
    }

    [Fact]
    public async Task References_WithoutAnApiServer_AreResolvedWithinTheNamespaceOnly()
    {
        _fixture.Apply("source", ControllerFixture.Tag("latest", _fixture.From("a/b:1")));
        await _fixture.StartAsync();
        await Eventually.Succeeds(() => _fixture.Image("source", "latest").Should().Be(Digest));
        var foreign = ControllerFixture.Tag("foreign", "ImageStreamTag", "source:latest");
        foreign["from"]!["namespace"] = "elsewhere";

        _fixture.Apply(
            "s",
            foreign,
            ControllerFixture.Tag("tag", "ImageStreamTag", "source:latest"),
            ControllerFixture.Tag("image", "ImageStreamImage", $"source@{Digest}"),
            ControllerFixture.Tag("follower", "ImageStreamTag", "tag"),
            ControllerFixture.Tag("missing", "ImageStreamTag", "nowhere:latest"));

        await Eventually.Succeeds(() =>
        {
            _fixture.Image("s", "tag").Should().Be(Digest);
            _fixture.Image("s", "image").Should().Be(Digest);
            _fixture.Image("s", "follower").Should().Be(Digest);
            _fixture.Reason("s", "missing").Should().Be(ImportReasons.NotFound);
            _fixture.Reason("s", "foreign").Should().Be(ImportReasons.Forbidden);
        });
        _fixture.Image("s", "foreign").Should().BeNull();
        _fixture.Cluster.Server.Requests.Should().NotContain(r => r.Path.Contains("/namespaces/elsewhere", StringComparison.Ordinal));
    }

    [Fact]
    public async Task References_BehindAnApiServer_AreLeftToItWhenForeign()
    {
        await using var fixture = await ControllerFixture.CreateAsync(strategyRuns: true);
        fixture.Serve("a/b", "1", Image);
        var foreign = ControllerFixture.Tag("foreign", "ImageStreamTag", "source:latest");
        foreign["from"]!["namespace"] = "elsewhere";
        foreign["generation"] = 1;
        var tag = ControllerFixture.Tag("latest", $"{fixture.Registry.Host}/a/b:1");
        tag["generation"] = 1;
        var follower = ControllerFixture.Tag("follower", "ImageStreamTag", "latest");
        follower["generation"] = 1;
        fixture.Apply("elsewhere", "source", tag.DeepClone().AsObject());
        fixture.Apply("s", foreign, tag, follower);

        await fixture.StartAsync();

        await Eventually.Succeeds(() => fixture.Image("s", "follower").Should().Be(Digest));
        fixture.Status("s", "foreign").Should().BeNull();
    }

    [Theory]
    [InlineData("0s")]
    [InlineData("-5m")]
    [InlineData("abc")]
    public async Task Interval_ThatIsNone_IsToldByItsTagAndAnEventAndHarmsNobody(string interval)
    {
        _fixture.Apply("other", ScheduledBy("1m"));
        _fixture.Apply("s", ScheduledBy(interval));

        await _fixture.StartAsync();

        await Eventually.Succeeds(() => _fixture.Reason("s", "latest").Should().Be("InvalidInterval"));
        _fixture.Image("s", "latest").Should().Be(Digest);
        var condition = _fixture.Status("s", "latest")!["conditions"]!.AsArray().Should().ContainSingle().Which!;
        condition["status"]!.GetValue<string>().Should().Be("True", "the import succeeded");
        condition["message"]!.GetValue<string>().Should().Contain($"\"{interval}\"").And.EndWith("the default holds");
        await Eventually.Succeeds(() => _fixture.Events.Should().ContainSingle(e => e.StartsWith("Warning InvalidInterval", StringComparison.Ordinal)));
        _fixture.WritesTo("s").Should().Be(1, "image and condition come together");
        await Eventually.Succeeds(() => _fixture.Image("other", "latest").Should().Be(Digest));
        _fixture.Reason("other", "latest").Should().BeNull();

        _fixture.Apply("s", ScheduledBy("1h"));
        await Eventually.Succeeds(() => _fixture.Reason("s", "latest").Should().BeNull());
        _fixture.Logs.Should().NotContain(l => l.StartsWith("Error", StringComparison.Ordinal));

        JsonObject ScheduledBy(string every)
        {
            var tag = ControllerFixture.Tag("latest", _fixture.From("a/b:1"));
            tag["importPolicy"]!["scheduled"] = true;
            tag["annotations"] = new JsonObject { [ImageAnnotations.Interval] = every };
            return tag;
        }
    }

    [Fact]
    public async Task ApiServerThatIsAwayForAWhile_CostsNothingButTime()
    {
        var refused = 0;
        _fixture.Cluster.Fail(r => r.Method == "PUT" && Interlocked.Increment(ref refused) <= 2 ? FakeReply.Status(403, "Forbidden", "not now") : null);
        await _fixture.StartAsync();

        _fixture.Apply("s", ControllerFixture.Tag("latest", _fixture.From("a/b:1")));

        await Eventually.Succeeds(() =>
        {
            _fixture.Time.Advance(TimeSpan.FromSeconds(1));
            _fixture.Image("s", "latest").Should().Be(Digest);
        });
        _fixture.Registry.Count("GET /v2/a/b/manifests/1").Should().Be(1, "the image was stored the first time");
    }
}
