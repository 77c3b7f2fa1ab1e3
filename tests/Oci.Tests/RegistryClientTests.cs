using System.Text;
using ImageStreams.LocalRegistry;
using ImageStreams.TestKit;

namespace ImageStreams.Oci.Tests;

public sealed class RegistryClientTests : IAsyncLifetime
{
    private const string Latest = "/v2/team/app/manifests/latest";

    private readonly SampleImage _image = SampleImage.Create(1);
    private readonly TestTransport _transport = new();
    private FaultyRegistry _registry = null!;
    private RegistryClient _client = null!;

    public async Task InitializeAsync()
    {
        _registry = await FaultyRegistry.StartAsync();
        _client = _transport.Client(_registry);
    }

    public async Task DisposeAsync()
    {
        await _transport.DisposeAsync();
        await _registry.DisposeAsync();
    }

    [Fact]
    public async Task GetManifest_ByTag_AsksForEveryTypeInOrder()
    {
        _registry.On($"GET {Latest}", Answers.Manifest(_image.DockerManifest));

        (await _client.GetManifestAsync("latest", default)).Should().BeOfType<ImageManifestDocument>();

        _registry.Requests[0].Headers["Accept"].Should().Be(string.Join(", ", MediaTypes.AcceptedManifests));
        _registry.Requests[0].Headers["User-Agent"].Should().Be("imagestreams");
    }

    [Fact]
    public async Task GetManifest_ByDigest_ChecksTheBytes_CVE_2025_24882()
    {
        var other = SampleImage.Create(2).OciManifest;
        var wanted = _image.OciManifest.Digest;
        _registry.On(
            $"GET /v2/team/app/manifests/{wanted}",
            Answers.With(Answers.Bytes(other.Bytes, other.ContentType), ("Docker-Content-Digest", wanted.ToString())));

        var failure = await Expect.FailureAsync(RegistryErrorKind.InvalidManifest, () => _client.GetManifestAsync(wanted, default));

        failure.Message.Should().Be(
            $"content integrity error: the manifest retrieved with digest {wanted} does not match the digest calculated from the content {other.Digest}");
    }

    [Fact]
    public async Task GetManifest_BySha512_ChecksWithThatAlgorithm()
    {
        var bytes = _image.OciManifest.Bytes;
        var digest = Digest.Parse("sha512:" + Convert.ToHexStringLower(System.Security.Cryptography.SHA512.HashData(bytes.Span)));
        _registry.On($"GET /v2/team/app/manifests/{digest}", Answers.Bytes(bytes, MediaTypes.OciManifest));

        (await _client.GetManifestAsync(digest, default)).Digest.Should().Be(digest);
    }

    [Fact]
    public async Task GetManifest_OfSignedSchema1_IsNamedByWhatWasSigned()
    {
        var schema1 = _image.Schema1("team/app", "latest");
        _registry.On($"GET /v2/team/app/manifests/{schema1.Digest}", Answers.Manifest(schema1));

        var manifest = await _client.GetManifestAsync(schema1.Digest, default);

        manifest.Digest.Should().Be(schema1.Digest).And.NotBe(Digest.Compute(manifest.Bytes.Span));
        manifest.Should().BeOfType<Schema1Manifest>().Which.ReadLayers()[^1].Digest.Should().Be(_image.Layers[^1].Digest);
    }

    [Fact]
    public async Task GetManifest_ByTag_TakesTheDigestHeaderForAHint_CVE_2025_24882()
    {
        _registry.On(
            $"GET {Latest}",
            Answers.With(Answers.Bytes(_image.OciManifest.Bytes, MediaTypes.OciManifest), ("Docker-Content-Digest", _image.Config.Digest.ToString())));

        (await _client.GetManifestAsync("latest", default)).Digest.Should().Be(_image.OciManifest.Digest);
    }

    [Theory]
    [InlineData(401, RegistryErrorKind.Unauthorized)]
    [InlineData(403, RegistryErrorKind.Forbidden)]
    [InlineData(404, RegistryErrorKind.NotFound)]
    [InlineData(500, RegistryErrorKind.Server)]
    [InlineData(418, RegistryErrorKind.Server)]
    public async Task GetManifest_Refused_TellsKindStatusAndCode(int status, RegistryErrorKind kind)
    {
        _registry.On($"GET {Latest}", Answers.Error(status, "MANIFEST_UNKNOWN", "manifest unknown\\r\\nto us"));

        var failure = await Expect.FailureAsync(kind, () => _client.GetManifestAsync("latest", default));

        failure.StatusCode.Should().Be(status);
        failure.Request.Should().Be($"GET {_registry.Url}{Latest}");
        failure.Errors.Should().Equal(new RegistryError("MANIFEST_UNKNOWN", "manifest unknown  to us"));
        failure.Message.Should().StartWith($"GET {_registry.Url}{Latest}: {status} ").And.EndWith(": MANIFEST_UNKNOWN: manifest unknown  to us");
    }

    [Fact]
    public async Task GetManifest_ThatIsHtml_SaysSo()
    {
        _registry.On($"GET {Latest}", Answers.Html(200));

        await Expect.FailureAsync(RegistryErrorKind.InvalidManifest, () => _client.GetManifestAsync("latest", default));
    }

    [Fact]
    public async Task GetManifest_ThatStopsInTheMiddle_SaysSo()
    {
        _registry.On($"GET {Latest}", Answers.Bytes(_image.OciManifest.Bytes[..100], MediaTypes.OciManifest));

        await Expect.FailureAsync(RegistryErrorKind.InvalidManifest, () => _client.GetManifestAsync("latest", default));
    }

    [Theory]
    [InlineData("../../x")]
    [InlineData("a b")]
    [InlineData("")]
    public async Task GetManifest_OfWhatIsNoTag_AsksNobody_CVE_2024_3727(string tag)
    {
        await FluentActions.Awaiting(() => _client.GetManifestAsync(tag, default)).Should().ThrowAsync<FormatException>();

        _registry.Requests.Should().BeEmpty();
    }

    [Fact]
    public async Task GetManifestIfChanged_WhileUnchanged_IsNullWithoutABody()
    {
        _registry.On($"GET {Latest}", Answers.With(Answers.Status(304), ("ETag", $"\"{_image.OciManifest.Digest}\"")));

        (await _client.GetManifestIfChangedAsync("latest", _image.OciManifest.Digest, default)).Should().BeNull();

        _registry.Requests[0].Headers["If-None-Match"].Should().Be($"\"{_image.OciManifest.Digest}\"");
    }

    [Fact]
    public async Task GetManifestIfChanged_FromARegistryThatIgnoresTheQuestion_ComparesTheDigest()
    {
        _registry.On($"GET {Latest}", Answers.Manifest(_image.OciManifest));

        (await _client.GetManifestIfChangedAsync("latest", _image.OciManifest.Digest, default)).Should().BeNull();
        (await _client.GetManifestIfChangedAsync("latest", _image.Config.Digest, default))!.Digest.Should().Be(_image.OciManifest.Digest);
    }

    [Fact]
    public async Task HeadManifest_OfATag_TellsWhatTheRegistryClaims()
    {
        _registry.On($"HEAD {Latest}", Answers.Manifest(_image.OciManifest));

        var head = await _client.HeadManifestAsync("latest", default);

        head.Should().Be(new ManifestHead(_image.OciManifest.Digest, MediaTypes.OciManifest, _image.OciManifest.Bytes.Length));
    }

    [Fact]
    public async Task HeadManifest_WithAnUnreadableDigest_HasNone()
    {
        _registry.On($"HEAD {Latest}", Answers.With(Answers.Status(200), ("Docker-Content-Digest", "sha256:../x")));

        (await _client.HeadManifestAsync("latest", default)).Digest.Should().BeNull();
    }

    [Fact]
    public async Task GetConfig_ChecksTheBytes()
    {
        _registry.On($"GET /v2/team/app/blobs/{_image.Config.Digest}", Answers.Bytes(_image.Config.Content, "application/octet-stream"), Answers.Json("{}"));

        ImageConfig.Parse(await _client.GetConfigAsync(_image.Config.Digest, default)).Architecture.Should().Be("amd64");
        var failure = await Expect.FailureAsync(RegistryErrorKind.InvalidManifest, () => _client.GetConfigAsync(_image.Config.Digest, default));

        failure.Message.Should().Contain($"the blob retrieved with digest {_image.Config.Digest} does not match");
    }

    [Fact]
    public async Task CopyBlob_ChecksWhatItCopies()
    {
        var layer = _image.Layers[0];
        _registry.On(
            $"GET /v2/team/app/blobs/{layer.Digest}",
            Answers.Bytes(layer.Content, "application/octet-stream"),
            Answers.Bytes(layer.Content[1..], "application/octet-stream"));
        using var copy = new MemoryStream();

        (await _client.CopyBlobAsync(layer.Digest, 1 << 20, copy, default)).Should().Be(layer.Size);

        copy.ToArray().Should().Equal(layer.Content.ToArray());
        await Expect.FailureAsync(RegistryErrorKind.InvalidManifest, () => _client.CopyBlobAsync(layer.Digest, 1 << 20, copy, default));
    }

    [Fact]
    public async Task GetBlobSize_AsksWithoutFetching()
    {
        var layer = _image.Layers[0];
        _registry.On($"HEAD /v2/team/app/blobs/{layer.Digest}", Answers.Bytes(layer.Content, "application/octet-stream"));

        (await _client.GetBlobSizeAsync(layer.Digest, default)).Should().Be(layer.Size);
    }

    [Fact]
    public async Task ListRepositories_FollowsThePages_WithATokenForTheCatalog()
    {
        _registry.On(
            "GET /v2/_catalog",
            Answers.Challenge($"Bearer realm=\"{_registry.Url}/token\",service=\"s\""),
            Answers.With(Answers.Json("""{"repositories":["b","a/c","not a name"]}"""), ("Link", "</v2/_catalog?last=c&n=3>; rel=\"next\"")),
            Answers.Json("""{"repositories":["d/e"]}"""));
        _registry.On("GET /token", Answers.Token("t", 300));

        (await Expect.ListAsync(_client.ListRepositoryPagesAsync(default))).SelectMany(p => p).Should().Equal("b", "a/c", "d/e");

        _registry.Requests.Single(r => r.Path == "/token").Query.Should().Contain("scope=registry%3Acatalog%3A%2A");
        _registry.Requests.Last(r => r.Path == "/v2/_catalog").Query.Should().Be("?last=c&n=3");
    }

    [Fact]
    public async Task ListTags_FollowsThePages()
    {
        _registry.On(
            "GET /v2/team/app/tags/list",
            Answers.With(Answers.Json("""{"name":"team/app","tags":["b","a"]}"""), ("Link", "</v2/team/app/tags/list?last=a&n=2>; rel=\"next\"")),
            Answers.With(Answers.Json("""{"tags":["c","not a tag",""]}"""), ("Link", $"<{_registry.Url}/v2/team/app/tags/list?last=c&n=2>; rel=next")),
            Answers.Json("""{"tags":null}"""));

        (await Expect.ListAsync(_client.ListTagsAsync(default))).Should().Equal("b", "a", "c");

        _registry.Requests.Select(r => r.Query).Should().Equal("?n=1000", "?last=a&n=2", "?last=c&n=2");
    }

    [Fact]
    public async Task ListTags_WithALinkToAnotherHost_FollowsNowhere_GGCR_2332()
    {
        await using var other = await FaultyRegistry.StartAsync();
        _registry.On("GET /v2/team/app/tags/list", Answers.With(Answers.Json("""{"tags":["a"]}"""), ("Link", $"<{other.Url}/v2/x>; rel=\"next\"")));

        await Expect.FailureAsync(RegistryErrorKind.Server, () => Expect.ListAsync(_client.ListTagsAsync(default)));

        other.Requests.Should().BeEmpty();
    }

    [Fact]
    public async Task ListTags_WithALinkToItself_Ends()
    {
        _registry.On("GET /v2/team/app/tags/list", Answers.With(Answers.Json("""{"tags":["a"]}"""), ("Link", "</v2/team/app/tags/list?n=1>; rel=\"next\"")));

        await Expect.FailureAsync(RegistryErrorKind.TooLarge, () => Expect.ListAsync(_client.ListTagsAsync(default)));

        _registry.Requests.Should().HaveCount(2);
    }

    [Fact]
    public async Task ListTags_OverTheLimits_Ends_CVE_2023_33957()
    {
        await using var few = new TestTransport(o => o.Limits = o.Limits with { Tags = 5, TagPages = 3 });
        var page = 0;
        _registry.On("GET /v2/team/app/tags/list", context => Answers.With(
            Answers.Json("""{"tags":["a"]}"""), ("Link", $"</v2/team/app/tags/list?page={++page}>; rel=\"next\""))(context));
        await Expect.FailureAsync(RegistryErrorKind.TooLarge, () => Expect.ListAsync(few.Client(_registry).ListTagsAsync(default)));
        page.Should().Be(3);

        _registry.On("GET /v2/team/app/tags/list", Answers.Json("""{"tags":["1","2","3","4","5","6","7","8"]}"""));
        await Expect.FailureAsync(RegistryErrorKind.TooLarge, () => Expect.ListAsync(few.Client(_registry).ListTagsAsync(default)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{\"tags\":[1]}")]
    [InlineData("{\"tags\":[\"a\"")]
    [InlineData("<html>")]
    public async Task ListTags_OfAnUnreadableList_SaysSo(string body)
    {
        _registry.On("GET /v2/team/app/tags/list", Answers.Bytes(Encoding.UTF8.GetBytes(body), "application/json"));

        var failure = await Expect.FailureAsync(RegistryErrorKind.Server, () => Expect.ListAsync(_client.ListTagsAsync(default)));

        failure.Message.Should().Contain("does not parse");
    }
}
