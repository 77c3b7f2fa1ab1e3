using ImageStreams.Oci;

namespace ImageStreams.LocalRegistry.Tests;

public sealed class PushAndPullTests(RegistryFixture registry) : IClassFixture<RegistryFixture>
{
    private readonly SampleImage _image = SampleImage.Create(1);

    public static TheoryData<string> Formats => new(
        MediaTypes.DockerManifest, MediaTypes.OciManifest, MediaTypes.DockerSchema1Signed, MediaTypes.OciIndex, MediaTypes.DockerManifestList);

    [Theory]
    [MemberData(nameof(Formats))]
    public async Task PushedImage_OfEveryFormat_ComesBackByteForByte(string format)
    {
        var path = $"formats/{format.GetHashCode(StringComparison.Ordinal) & 0xffff:x}";
        var pushed = await PushAsync(path, format);

        var manifest = await registry.Client(path).GetManifestAsync("latest", default);

        manifest.ContentType.Should().Be(format);
        manifest.Bytes.ToArray().Should().Equal(pushed.Bytes.ToArray());
        manifest.Digest.Should().Be(pushed.Digest);
        (await registry.Client(path).GetManifestAsync(pushed.Digest, default)).Bytes.ToArray().Should().Equal(pushed.Bytes.ToArray());
        (await registry.Client(path).HeadManifestAsync("latest", default)).Should().Be(new ManifestHead(pushed.Digest, format, pushed.Bytes.Length));
        (await Pulled.WholeAsync(registry.Client(path), "latest")).Should().Be(format is MediaTypes.OciIndex or MediaTypes.DockerManifestList ? 3 : 1);
    }

    [Fact]
    public async Task UploadedBlob_InChunks_IsWhole()
    {
        var content = new byte[1_000_000];
        new Random(7).NextBytes(content);
        var digest = Digest.Compute(content);

        await registry.PushClient("chunks/a").UploadBlobAsync(digest, new MemoryStream(content), 300_000, default);

        using var copy = new MemoryStream();
        await registry.Client("chunks/a").CopyBlobAsync(digest, long.MaxValue, copy, default);
        copy.ToArray().Should().Equal(content);
        (await registry.Client("chunks/a").GetBlobSizeAsync(digest, default)).Should().Be(content.Length);
    }

    [Fact]
    public async Task MountedBlob_FromAnotherRepository_NeedsNoUpload()
    {
        var layer = _image.Layers[0];
        await registry.PushClient("mount/from").UploadBlobAsync(layer.Digest, layer.Content, default);
        var target = registry.PushClient("mount/to");

        (await target.HasBlobAsync(layer.Digest, default)).Should().BeFalse("blobs belong to repositories");
        (await target.MountBlobAsync(layer.Digest, RegistryFixture.Repository(registry.Host, "mount/nothing"), default)).Should().BeFalse();
        (await target.MountBlobAsync(layer.Digest, RegistryFixture.Repository(registry.Host, "mount/from"), default)).Should().BeTrue();
        (await target.HasBlobAsync(layer.Digest, default)).Should().BeTrue();
    }

    [Fact]
    public async Task DeletedManifest_IsGoneWithItsTags()
    {
        var pushed = await PushAsync("delete/a", MediaTypes.OciManifest);
        await registry.PushClient("delete/a").PutManifestAsync("other", pushed.Bytes, pushed.ContentType, default);

        await registry.PushClient("delete/a").DeleteManifestAsync(pushed.Digest, default);

        (await TagsAsync("delete/a")).Should().BeEmpty();
        await FluentActions.Awaiting(() => registry.Client("delete/a").GetManifestAsync(pushed.Digest, default))
            .Should().ThrowAsync<RegistryException>().Where(e => e.Kind == RegistryErrorKind.NotFound && e.Errors[0].Code == "MANIFEST_UNKNOWN");
    }

    [Fact]
    public async Task MovedTag_LeavesTheOldManifestWhereItWas()
    {
        var first = await PushAsync("move/a", MediaTypes.OciManifest);
        var second = SampleImage.Create(2);
        await second.PushAsync(registry.PushClient("move/a"), "latest", second.DockerManifest, default);

        (await registry.Client("move/a").GetManifestAsync("latest", default)).Digest.Should().Be(second.DockerManifest.Digest);
        (await registry.Client("move/a").GetManifestAsync(first.Digest, default)).Digest.Should().Be(first.Digest);
        (await registry.Client("move/a").GetManifestIfChangedAsync("latest", second.DockerManifest.Digest, default)).Should().BeNull();
    }

    [Fact]
    public async Task Tags_OfManyPushes_AreListedInOrderOverSeveralPages()
    {
        var pushed = await PushAsync("many/a", MediaTypes.OciManifest);
        var tags = Enumerable.Range(0, 1100).Select(i => $"v{i}").ToArray();
        foreach (var tag in tags)
        {
            await registry.PushClient("many/a").PutManifestAsync(tag, pushed.Bytes, pushed.ContentType, default);
        }

        (await TagsAsync("many/a")).Should().Equal(tags.Append("latest").Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task PushedImage_AfterARestart_IsStillThere()
    {
        await PushAsync("restart/a", MediaTypes.OciIndex);

        await registry.RestartAsync();

        (await Pulled.WholeAsync(registry.Client("restart/a"), "latest")).Should().Be(3);
    }

    private async Task<Manifest> PushAsync(string path, string format)
    {
        var target = registry.PushClient(path);
        var other = SampleImage.Create(new SampleImageOptions { Seed = 2, Architecture = "arm64", Variant = "v8" });
        var manifest = format switch
        {
            MediaTypes.DockerManifest => _image.DockerManifest,
            MediaTypes.OciManifest => _image.OciManifest,
            MediaTypes.DockerSchema1Signed => _image.Schema1(path, "latest"),
            _ => null,
        };
        if (manifest is not null)
        {
            await _image.PushAsync(target, "latest", manifest, default);
            return manifest;
        }

        var index = format == MediaTypes.OciIndex ? SampleIndex.Oci(_image, other) : SampleIndex.Docker(_image, other);
        await index.PushAsync(target, "latest", default);
        return index.Manifest;
    }

    private async Task<List<string>> TagsAsync(string path)
    {
        var tags = new List<string>();
        await foreach (var tag in registry.Client(path).ListTagsAsync(default))
        {
            tags.Add(tag);
        }

        return tags;
    }
}
