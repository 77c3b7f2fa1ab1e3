using ImageStreams.LocalRegistry;
using ImageStreams.Oci;
using ImageStreams.TestKit;
using Microsoft.Extensions.Logging.Abstractions;

namespace ImageStreams.Operator.Tests;

/// <summary>A registry with an image in every format, behind a door that counts requests and fails on demand.</summary>
public abstract class TagFixture : IAsyncDisposable
{
    private readonly RegistryTransport _transport = new(
        new RegistryTransportOptions(), TimeProvider.System, NullLogger<RegistryTransport>.Instance);

    protected TagFixture(FaultyRegistry door) => Door = door;

    public static IReadOnlyList<string> Formats { get; } =
        [MediaTypes.DockerManifest, MediaTypes.OciManifest, MediaTypes.DockerSchema1Signed, MediaTypes.OciIndex, MediaTypes.DockerManifestList];

    public FaultyRegistry Door { get; }

    public string Host => Door.Host;

    public SampleImage Image { get; } = SampleImage.Create(new SampleImageOptions { Seed = 1, RepeatsALayer = true });

    public SampleImage Other { get; } = SampleImage.Create(new SampleImageOptions { Seed = 2, Architecture = "arm64", Variant = "v8" });

    public SampleIndex Index => SampleIndex.Oci(Image, Other);

    /// <summary>How many requests of this kind came since <see cref="PushAsync"/>; the path only begins so.</summary>
    public int Count(string method, string path) => Tagging.Count(r => r.Method == method && r.Path.StartsWith(path, StringComparison.Ordinal));

    public IEnumerable<RecordedRequest> Tagging => Door.Requests.Skip(PushedWith);

    private int PushedWith { get; set; }

    public RegistryClient Client(string path) => _transport.Client(Repository(path), RegistryAccess.Anonymous with { Insecure = true });

    public RegistryPushClient PushClient(string path) => _transport.PushClient(Repository(path), RegistryAccess.Anonymous with { Insecure = true });

    /// <summary>Pushes the image of this format as team/app:latest.</summary>
    public async Task<Manifest> PushAsync(string format)
    {
        var client = PushClient("team/app");
        Manifest manifest;
        if (MediaTypes.IsIndex(format))
        {
            var index = format == MediaTypes.OciIndex ? Index : SampleIndex.Docker(Image, Other);
            await index.PushAsync(client, "latest", default);
            manifest = index.Manifest;
        }
        else
        {
            manifest = format switch
            {
                MediaTypes.DockerManifest => Image.DockerManifest,
                MediaTypes.OciManifest => Image.OciManifest,
                _ => Image.Schema1("team/app", "latest"),
            };
            await Image.PushAsync(client, "latest", manifest, default);
        }

        PushedWith = Door.Requests.Count;
        return manifest;
    }

    public async ValueTask DisposeAsync()
    {
        _transport.Dispose();
        await Door.DisposeAsync();
        await StopAsync();
        GC.SuppressFinalize(this);
    }

    protected abstract Task StopAsync();

    private RepositoryName Repository(string path) => RepositoryName.Of(ImageReference.Parse($"{Host}/{path}"));
}
