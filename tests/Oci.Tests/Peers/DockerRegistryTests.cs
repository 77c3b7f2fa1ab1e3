using ImageStreams.LocalRegistry;
using ImageStreams.TestKit;

namespace ImageStreams.Oci.Tests;

/// <summary>Our client against the registry that most registries are.</summary>
public sealed class DockerRegistryTests : IAsyncLifetime
{
    private readonly TestTransport _transport = new();
    private readonly SampleImage _image = SampleImage.Create(1);
    private readonly SampleImage _other = SampleImage.Create(new SampleImageOptions { Seed = 2, Architecture = "arm64", Variant = "v8" });
    private DockerRegistryProcess _registry = null!;

    public static TheoryData<string> Formats => new(
        MediaTypes.DockerManifest, MediaTypes.OciManifest, MediaTypes.DockerSchema1Signed, MediaTypes.OciIndex, MediaTypes.DockerManifestList);

    private RegistryClient Client => _transport.Client(_registry.Host, insecure: true);

    private RegistryPushClient PushClient =>
        _transport.Transport.PushClient(TestTransport.Repository(_registry.Host), RegistryAccess.Anonymous with { Insecure = true });

    public async Task InitializeAsync() => _registry = await DockerRegistryProcess.StartAsync();

    public async Task DisposeAsync()
    {
        await _transport.DisposeAsync();
        await _registry.DisposeAsync();
    }

    [PeerTheory(DockerRegistryProcess.Program)]
    [MemberData(nameof(Formats))]
    public async Task PushedImage_OfEveryFormat_ComesBack(string format)
    {
        var pushed = await PushAsync(format);

        var manifest = await Client.GetManifestAsync("latest", default);

        manifest.ContentType.Should().Be(format);
        manifest.Digest.Should().Be(pushed.Digest);
        (await Client.HeadManifestAsync("latest", default)).Digest.Should().Be(pushed.Digest, "the registry agrees on the name");
        (await Client.GetManifestAsync(pushed.Digest, default)).Digest.Should().Be(pushed.Digest);
        (await Client.GetManifestIfChangedAsync("latest", pushed.Digest, default)).Should().BeNull();
        var layer = _image.Layers[0];
        (await Client.GetBlobSizeAsync(layer.Digest, default)).Should().Be(layer.Size);
        (await Client.CopyBlobAsync(layer.Digest, layer.Size, Stream.Null, default)).Should().Be(layer.Size);
    }

    [PeerFact(DockerRegistryProcess.Program)]
    public async Task UploadMountAndDelete_AreUnderstood()
    {
        var layer = _image.Layers[1];
        await PushClient.UploadBlobAsync(layer.Digest, new MemoryStream(layer.Content.ToArray()), 100, default);
        RepositoryName.TryCreate(_registry.Host, "team/other", out var name);
        var other = _transport.Transport.PushClient(name!, RegistryAccess.Anonymous with { Insecure = true });

        (await PushClient.HasBlobAsync(layer.Digest, default)).Should().BeTrue();
        (await other.HasBlobAsync(layer.Digest, default)).Should().BeFalse();
        (await other.MountBlobAsync(layer.Digest, PushClient.Repository, default)).Should().BeTrue();
        (await other.HasBlobAsync(layer.Digest, default)).Should().BeTrue();

        var pushed = await PushAsync(MediaTypes.OciManifest);
        await PushClient.DeleteManifestAsync(pushed.Digest, default);
        (await Expect.FailureAsync(RegistryErrorKind.NotFound, () => Client.GetManifestAsync(pushed.Digest, default)))
            .Errors.Should().ContainSingle().Which.Code.Should().Be("MANIFEST_UNKNOWN");
    }

    [PeerFact(DockerRegistryProcess.Program)]
    public async Task Tags_AreListed()
    {
        var pushed = await PushAsync(MediaTypes.OciManifest);
        await PushClient.PutManifestAsync("v1", pushed.Bytes, pushed.ContentType, default);

        (await Expect.ListAsync(Client.ListTagsAsync(default))).Should().BeEquivalentTo("latest", "v1");
        RepositoryName.TryCreate(_registry.Host, "no/body", out var nobody);
        var failure = await Expect.FailureAsync(
            RegistryErrorKind.NotFound,
            () => Expect.ListAsync(_transport.Transport.Client(nobody!, RegistryAccess.Anonymous with { Insecure = true }).ListTagsAsync(default)));
        failure.Errors[0].Code.Should().Be("NAME_UNKNOWN");
    }

    [PeerFact(DockerRegistryProcess.Program)]
    public async Task Login_WithTheRightCredential_OpensTheDoor()
    {
        await using var guarded = await DockerRegistryProcess.StartWithLoginAsync();
        var right = new RegistryCredential { Username = DockerRegistryProcess.Username, Password = DockerRegistryProcess.Password };
        var wrong = right with { Password = "guessed" };

        await Expect.FailureAsync(RegistryErrorKind.Unauthorized, () => Of(guarded).GetManifestAsync("latest", default));
        await Expect.FailureAsync(RegistryErrorKind.Unauthorized, () => Of(guarded, wrong).GetManifestAsync("latest", default));
        await Expect.FailureAsync(RegistryErrorKind.NotFound, () => Of(guarded, wrong, right).GetManifestAsync("latest", default));

        RegistryClient Of(DockerRegistryProcess registry, params RegistryCredential[] credentials) =>
            _transport.Client(registry.Host, insecure: true, credentials);
    }

    private async Task<Manifest> PushAsync(string format)
    {
        var manifest = format switch
        {
            MediaTypes.DockerManifest => _image.DockerManifest,
            MediaTypes.OciManifest => _image.OciManifest,
            MediaTypes.DockerSchema1Signed => _image.Schema1("team/app", "latest"),
            _ => null,
        };
        if (manifest is not null)
        {
            await _image.PushAsync(PushClient, "latest", manifest, default);
            return manifest;
        }

        var index = format == MediaTypes.OciIndex ? SampleIndex.Oci(_image, _other) : SampleIndex.Docker(_image, _other);
        await index.PushAsync(PushClient, "latest", default);
        return index.Manifest;
    }
}
