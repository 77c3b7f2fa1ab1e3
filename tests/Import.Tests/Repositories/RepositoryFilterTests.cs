using System.Globalization;
using System.Text.Json.Nodes;
using ImageStreams.Images;
using ImageStreams.LocalRegistry;
using ImageStreams.TestKit;

namespace ImageStreams.Import.Tests;

/// <summary>docs/spec/repositories.md.</summary>
public sealed class RepositoryFilterTests : IAsyncLifetime
{
    private const string List = "GET /v2/a/b/tags/list";

    private static readonly SampleImage Image = SampleImage.Create(1);

    private ImportFixture _fixture = null!;

    public async Task InitializeAsync() => _fixture = await ImportFixture.StartAsync();

    public async Task DisposeAsync() => await _fixture.DisposeAsync();

    [Fact]
    public async Task Run_RepositoryOf10000Tags_ImportsTheNewestAndHoldsNoMoreThanAPage()
    {
        var tags = Enumerable.Range(0, 10_000).Select(i => string.Create(CultureInfo.InvariantCulture, $"1.0.{i * 7919 % 10_000}")).ToList();
        _fixture.Registry.On(List, Answers.Tags(tags));
        Serve("1.0.9999", "1.0.9998", "1.0.9997");
        Apply(("tag-newest", "3"));

        await _fixture.RunAsync("s");

        StatusTags().Should().BeEquivalentTo("1.0.9997", "1.0.9998", "1.0.9999");
        _fixture.Registry.Count(List).Should().Be(10, "a page has 1000 tags");
        Error().Should().BeNull();
    }

    [Fact]
    public async Task Run_RepositoryOf10000Tags_LetsOthersAskTheRegistryBetweenPages()
    {
        _fixture.Settings.Replace(_fixture.Settings.Current with { RequestsPerRegistry = 1 });
        _fixture.Restart();
        _fixture.Registry.On(List, Answers.EndlessTags(1_000));
        _fixture.Serve("c/d", "1", Image.OciManifest, Image);
        Apply();
        _fixture.Apply("t", TestStreams.Tag("1", _fixture.From("c/d:1")));

        await Task.WhenAll(_fixture.RunAsync("s"), _fixture.RunAsync("t"));

        var paths = _fixture.Registry.Requests.Select(r => r.Path).ToList();
        paths.LastIndexOf("/v2/a/b/tags/list").Should().BeGreaterThan(paths.LastIndexOf("/v2/c/d/manifests/1"));
    }

    [Theory]
    [InlineData(1_000, 101)] // 100,000 tags, and a page that is too much
    [InlineData(0, 1_000)] // 1,000 pages
    public async Task Run_RepositoryWhoseListNeverEnds_FailsAndImportsTheTagsOfTheSpec(int pageSize, int pages)
    {
        _fixture.Registry.On(List, Answers.EndlessTags(pageSize));
        _fixture.Serve("c/d", "1", Image.OciManifest, Image);
        Apply([TestStreams.Tag("good", _fixture.From("c/d:1"))]);

        await _fixture.RunAsync("s");

        Error().Should().StartWith("2026-01-01T00:00:00Z TooLarge: Internal error occurred: ");
        StatusTags().Should().Equal("good");
        _fixture.Registry.Count(List).Should().Be(pages);
    }

    [Fact]
    public async Task Run_RepositoryWithoutATagThatItHad_KeepsTheHistory()
    {
        _fixture.Registry.On(List, Answers.Tags(["1.0", "1.1"]), Answers.Tags(["1.1", "1.2"]));
        Serve("1.0", "1.1", "1.2");
        Apply(("interval", "1h"));
        await _fixture.RunAsync("s");
        var before = _fixture.Read("test", "s").Metadata!.Annotations![ImageAnnotations.RepositoryCheck];
        _fixture.Memory = new ImportMemory { Since = _fixture.Time.GetUtcNow(), RepositoryAttempt = _fixture.Time.GetUtcNow() };
        _fixture.Time.Advance(TimeSpan.FromHours(1));

        await _fixture.RunAsync("s");

        StatusTags().Should().BeEquivalentTo("1.0", "1.1", "1.2");
        _fixture.Tag("s", "1.0").Newest!.Image.Should().Be(Image.OciManifest.Digest.ToString());
        _fixture.Read("test", "s").Metadata!.Annotations![ImageAnnotations.RepositoryCheck].Should().Be(before, "a look is not worth a write of its own");
    }

    [Theory]
    [InlineData("tag-regex", "(")]
    [InlineData("tag-semver", "newest")]
    [InlineData("tag-newest", "-1")]
    public async Task Run_RepositoryWithAWrongFilter_AsksNobodyAndImportsTheRest_UntilItIsRight(string key, string value)
    {
        _fixture.Registry.On(List, Answers.Tags(["1.0"]));
        _fixture.Serve("c/d", "1", Image.OciManifest, Image);
        Serve("1.0");
        Apply([TestStreams.Tag("good", _fixture.From("c/d:1"))], (key, value));
        Apply("other");

        var outcome = await _fixture.RunAsync("s");
        await _fixture.RunAsync("other");

        outcome.RepositoryNews!.Message.Should().StartWith($"annotation importer.image.openshift.io/{key}: \"{value}\" is no ");
        Error().Should().Be($"2026-01-01T00:00:00Z InvalidReference: {outcome.RepositoryNews.Message}");
        StatusTags().Should().Equal("good");
        _fixture.Registry.Count(List).Should().Be(1, "only the other stream has asked");
        _fixture.Read("test", "other").StatusTags.Should().ContainSingle();

        _fixture.Memory = new ImportMemory { Since = _fixture.Time.GetUtcNow() };
        _fixture.Plan("s").IsEmpty.Should().BeTrue();
        Annotate(key, key == "tag-newest" ? "1" : "*");
        Annotate("tag-regex", ".");
        await _fixture.RunAsync("s");
        Error().Should().BeNull();
        StatusTags().Should().BeEquivalentTo("good", "1.0");
    }

    private void Serve(params string[] tags) => Array.ForEach(tags, tag => _fixture.Serve("a/b", tag, Image.OciManifest, Image));

    private void Apply(params (string Key, string Value)[] annotations) => Apply([], annotations);

    private void Apply(string name) => Apply(name, [], []);

    private void Apply(JsonObject[] tags, params (string Key, string Value)[] annotations) => Apply("s", tags, annotations);

    private void Apply(string name, JsonObject[] tags, (string Key, string Value)[] annotations)
    {
        var stream = TestStreams.Stream(tags);
        var all = new JsonObject { [ImageAnnotations.InsecureRepository] = "true" };
        foreach (var (key, value) in annotations)
        {
            all[ImageAnnotations.ImporterPrefix + key] = value;
        }

        stream["metadata"] = new JsonObject { ["annotations"] = all, ["uid"] = $"uid-{name}" };
        stream["spec"]!["dockerImageRepository"] = _fixture.From("a/b");
        _fixture.Apply("test", name, stream);
    }

    private void Annotate(string key, string value)
    {
        var stream = _fixture.Cluster.Find(TestStreams.PathOf("test", "s"))!.DeepClone().AsObject();
        stream["metadata"]!["annotations"]![ImageAnnotations.ImporterPrefix + key] = value;
        _fixture.Cluster.Put(TestStreams.PathOf("test", "s"), stream);
    }

    private IEnumerable<string?> StatusTags() => _fixture.Read("test", "s").StatusTags.Select(t => t.Tag);

    private string? Error() => _fixture.Read("test", "s").Metadata!.Annotations!.GetValueOrDefault(ImageAnnotations.RepositoryError);
}
