using ImageStreams.Images;
using ImageStreams.LocalRegistry;
using ImageStreams.TestKit;

namespace ImageStreams.Import.Tests;

/// <summary>docs/spec/importing.md#limits: what registries say of being asked too much, as users see it.</summary>
public sealed class PoliteImportTests : IAsyncLifetime
{
    private static readonly SampleImage Image = SampleImage.Create(1);

    private ImportFixture _fixture = null!;

    public async Task InitializeAsync()
    {
        _fixture = await ImportFixture.StartAsync();
        _fixture.Settings.Replace(_fixture.Settings.Current with { RequestsPerRegistry = 1 });
    }

    public async Task DisposeAsync() => await _fixture.DisposeAsync();

    [Theory]
    [InlineData(null, "00:01:00", "00:01:00")]
    [InlineData("600", "00:10:00", "00:10:00")]
    public async Task Run_RegistryThatIsAskedTooMuch_IsAskedOnceForAllTags(string? retryAfter, string until, string next)
    {
        var tags = Enumerable.Range(0, 20).Select(i => $"t{i}").ToArray();
        foreach (var tag in tags)
        {
            _fixture.Registry.On($"GET /v2/a/b/manifests/{tag}", Answers.TooManyRequests(retryAfter));
        }

        _fixture.Apply("s", [.. tags.Select(t => TestStreams.Tag(t, _fixture.From($"a/b:{t}")))]);

        await _fixture.RunAsync("s");

        _fixture.Registry.Requests.Should().ContainSingle();
        var failures = tags.Select(t => _fixture.Tag("s", t).ImportFailure!).ToList();
        failures.GroupBy(f => f.Reason).ToDictionary(g => g.Key!, g => g.Count()).Should()
            .Equal(new Dictionary<string, int> { [ImportReasons.TooManyRequests] = 1, [ImportReasons.RateLimited] = 19 });
        failures.Single(f => f.Reason == ImportReasons.TooManyRequests).Message.Should().Contain(": 429 ").And.EndWith($"; next attempt at 2026-01-01T{next}Z");
        failures.First(f => f.Reason == ImportReasons.RateLimited).Message.Should().EndWith(
            $": the registry asked to be left alone until 2026-01-01T{until}Z; next attempt at 2026-01-01T{next}Z");
    }

    [Fact]
    public async Task Run_RegistryThatIsDown_CostsFewRequestsAndTellsWhy()
    {
        _fixture.Apply("s", [.. Enumerable.Range(0, 50).Select(i => TestStreams.Tag($"t{i}", _fixture.From($"a/b{i}:1")))]);
        for (var i = 0; i < 50; i++)
        {
            _fixture.Registry.On($"GET /v2/a/b{i}/manifests/1", Answers.Status(503));
        }

        await _fixture.RunAsync("s");

        _fixture.Registry.Requests.Should().HaveCount(5);
        var messages = Enumerable.Range(0, 50).Select(i => _fixture.Tag("s", $"t{i}").ImportFailure!).ToList();
        messages.Should().OnlyContain(f => f.Reason == ImportReasons.InternalError);
        messages.Count(f => f.Message!.EndsWith(
            ": the registry is not asked, since it keeps failing: received unexpected HTTP status: 503 Service Unavailable; next attempt at 2026-01-01T00:00:30Z",
            StringComparison.Ordinal)).Should().Be(45);
    }

    [Fact]
    public async Task Run_WhenLittleIsLeft_ChecksWaitAndNewTagsDoNot()
    {
        _fixture.Serve("a/b", "1", Image.OciManifest, Image).Serve("a/new", "1", SampleImage.Create(2).OciManifest, SampleImage.Create(2));
        var tag = TestStreams.Tag("latest", _fixture.From("a/b:1"));
        tag["importPolicy"]!["scheduled"] = true;
        _fixture.Apply("s", tag);
        await _fixture.RunAsync("s");
        _fixture.Registry.On("GET /v2/a/b/manifests/2", Answers.With(
            Answers.Manifest(Image.OciManifest), ("ratelimit-limit", "100;w=21600"), ("ratelimit-remaining", "9;w=21600")));
        _fixture.Apply("other", TestStreams.Tag("latest", _fixture.From("a/b:2")));
        await _fixture.RunAsync("other");
        var before = _fixture.Registry.Requests.Count;
        _fixture.Memory = new ImportMemory { Since = _fixture.Time.GetUtcNow() };
        _fixture.Apply("s", tag.DeepClone().AsObject(), TestStreams.Tag("new", _fixture.From("a/new:1")));

        // as if its turn had come just now
        var plan = _fixture.Plan("s");
        plan = plan with { Tags = [plan.Tags.Single(t => t.Name == "new"), new DueTag(_fixture.Read("test", "s").SpecTags[0], DueTag.Scheduled) { IsRefresh = true }] };
        await _fixture.RunAsync(_fixture.Read("test", "s"), plan);

        _fixture.Registry.Requests.Skip(before).Select(r => r.Path).Distinct().Should().OnlyContain(p => p.StartsWith("/v2/a/new/", StringComparison.Ordinal));
        _fixture.Tag("s", "new").Newest.Should().NotBeNull();
        _fixture.Tag("s", "latest").Newest!.Image.Should().Be(Image.OciManifest.Digest.ToString(), "the last good image stays");
        _fixture.Tag("s", "latest").ImportFailure!.Reason.Should().Be(ImportReasons.RateLimited);
        _fixture.Tag("s", "latest").ImportFailure!.Message.Should().Contain("little is left of what the registry allows: it is left alone until 2026-01-01T00:07:12Z");
    }
}
