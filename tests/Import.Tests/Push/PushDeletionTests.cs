using ImageStreams.Images;
using ImageStreams.LocalRegistry;
using ImageStreams.TestKit;
using Microsoft.AspNetCore.Http;

namespace ImageStreams.Import.Tests;

/// <summary>docs/spec/push.md#deletions</summary>
public sealed class PushDeletionTests : IAsyncLifetime
{
    private const string Manifest = "HEAD /v2/test/app/manifests/latest";
    private const string Tags = "GET /v2/test/app/tags/list";

    private static readonly SampleImage Image = SampleImage.Create(1);
    private static readonly RequestDelegate NotFound = Answers.Error(404, "MANIFEST_UNKNOWN", "manifest unknown");

    private ImportFixture _fixture = null!;

    public async Task InitializeAsync()
    {
        _fixture = await ImportFixture.StartAsync();
        _fixture.Integrate(IntegratedKeychain.Anonymous);
        _fixture.Serve("test/app", "latest", Image.OciManifest, Image).Serve("test/app", "other", Image.OciManifest, Image);
        (await ReceiveAsync("latest", isTold: true)).Result.Should().Be(PushResult.Written);
        (await ReceiveAsync("other", isTold: true)).Result.Should().Be(PushResult.Written);
        _fixture.Registry.On(Manifest, NotFound);
    }

    public async Task DisposeAsync() => await _fixture.DisposeAsync();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Receive_ATagThatTheListLacksToo_IsDeletedWithItsHistory(bool isTold)
    {
        _fixture.Registry.On(Tags, Answers.Json("""{"name":"test/app","tags":["other"]}"""));

        (await ReceiveAsync("latest", isTold)).Result.Should().Be(PushResult.Deleted);

        TagsOfStream.Should().Equal("other");
        _fixture.StoredImages.Should().NotBeEmpty("images are for pruning");
        (await ReceiveAsync("latest", isTold)).Result.Should().Be(PushResult.Absent);
    }

    [Fact]
    public async Task Receive_ATagThatARegistryWithoutHeadHasLost_IsDeletedToo()
    {
        _fixture.Registry.On(Manifest, Answers.Status(405)).On("GET /v2/test/app/manifests/latest", NotFound)
            .On(Tags, Answers.Json("""{"name":"test/app","tags":["other"]}"""));

        (await ReceiveAsync("latest", isTold: true)).Result.Should().Be(PushResult.Deleted);

        TagsOfStream.Should().Equal("other");
    }

    [Fact]
    public async Task Receive_ATagThatTheListStillHas_IsLookedAtAgain()
    {
        _fixture.Registry.On(Tags, Answers.Json("""{"name":"test/app","tags":["latest","other"]}"""));

        (await ReceiveAsync("latest", isTold: true)).Result.Should().Be(PushResult.Failed);

        TagsOfStream.Should().Equal("latest", "other");
    }

    [Theory]
    [InlineData(true, PushResult.Deleted)]
    [InlineData(false, PushResult.Kept)]
    public async Task Receive_WhenTheWholeRepositoryIsUnknown_ItTakesSomebodyWhoToldOfADeletion(bool isTold, PushResult expected)
    {
        _fixture.Registry.On(Tags, Answers.Error(404, "NAME_UNKNOWN", "repository name not known to registry"));

        (await ReceiveAsync("latest", isTold)).Result.Should().Be(expected);

        TagsOfStream.Should().HaveCount(isTold ? 1 : 2);
    }

    [Fact]
    public async Task Receive_WhatAProxyInTheRegistrysPlaceSays_IsNotBelieved()
    {
        _fixture.Registry.On(Manifest, Answers.Html(404)).On(Tags, Answers.Html(404));

        (await ReceiveAsync("latest", isTold: true)).Result.Should().Be(PushResult.Failed);

        TagsOfStream.Should().HaveCount(2);
    }

    [Fact]
    public async Task Receive_ATagThatWasPushedMeanwhile_IsNotDeleted()
    {
        _fixture.Registry.On(Tags, Answers.Json("""{"name":"test/app","tags":[]}"""));
        var stale = _fixture.Read("test", "app");
        var newer = SampleImage.Create(2);
        _fixture.Serve("test/app", "latest", newer.OciManifest, newer);
        await ReceiveAsync("latest", isTold: true);
        _fixture.Registry.On(Manifest, NotFound);

        var outcome = await _fixture.Pushes.ReceiveAsync(new PushWork { Stream = new("test", "app"), Tag = "latest", DeletionIsTold = true, Cached = stale }, CancellationToken.None);

        outcome.Result.Should().Be(PushResult.Failed);
        _fixture.Read("test", "app").FindNewest("latest")!.Image.Should().Be(newer.OciManifest.Digest.ToString());
    }

    [Fact]
    public async Task Receive_ATagThatWasImported_IsNeverTouched()
    {
        var stream = _fixture.Cluster.Find(TestStreams.PathOf("test", "app"))!;
        stream["spec"] = TestStreams.Stream(TestStreams.Tag("latest", "quay.io/x/y:1"))["spec"]!.DeepClone();
        _fixture.Cluster.Put(TestStreams.PathOf("test", "app"), stream);
        _fixture.Registry.On(Tags, Answers.Json("""{"name":"test/app","tags":[]}"""));
        var requests = _fixture.Registry.Requests.Count;

        (await ReceiveAsync("latest", isTold: true)).Result.Should().Be(PushResult.Absent);

        TagsOfStream.Should().HaveCount(2);
        _fixture.Registry.Requests.Skip(requests).Should().ContainSingle("a second witness is of no use");
    }

    private IEnumerable<string?> TagsOfStream => _fixture.Read("test", "app").StatusTags.Select(t => t.Tag).Order(StringComparer.Ordinal);

    private Task<PushOutcome> ReceiveAsync(string tag, bool isTold) => _fixture.Pushes.ReceiveAsync(
        new PushWork
        {
            Stream = new StreamKey("test", "app"),
            Tag = tag,
            DeletionIsTold = isTold,
            Cached = _fixture.Cluster.Find(TestStreams.PathOf("test", "app")) is null ? null : _fixture.Read("test", "app"),
        },
        CancellationToken.None);
}
