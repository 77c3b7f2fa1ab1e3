using ImageStreams.LocalRegistry;
using ImageStreams.Oci;
using ImageStreams.TestKit;
using Microsoft.AspNetCore.Http;

namespace ImageStreams.ApiServer.Tests;

/// <summary>A registry with images that no other test knows.</summary>
internal sealed class ImportRegistry : IAsyncDisposable
{
    public const string Login = "Basic cHVsbGVyOnNlY3JldA==";

    private ImportRegistry(FaultyRegistry registry) => Registry = registry;

    public FaultyRegistry Registry { get; }

    public SampleImage First { get; } = NewImage("amd64");

    public SampleImage Second { get; } = NewImage("arm64");

    /// <summary>The repository <c>a/b</c> as references name it.</summary>
    public string Repository => $"{Registry.Host}/a/b";

    public static async Task<ImportRegistry> StartAsync() => new(await FaultyRegistry.StartAsync());

    /// <summary>Digest of the manifest of an image.</summary>
    public static string NameOf(SampleImage image) => image.OciManifest.Digest.ToString();

    public ImportRegistry Serve(string tag, SampleImage image) => Serve(tag, image.OciManifest, image);

    public ImportRegistry Serve(string tag, Manifest manifest, params IEnumerable<SampleImage> images)
    {
        foreach (var name in (string[])[tag, manifest.Digest.ToString()])
        {
            On("HEAD", $"manifests/{name}", Answers.Manifest(manifest));
            On("GET", $"manifests/{name}", Answers.Manifest(manifest));
        }

        foreach (var image in images)
        {
            On("GET", $"blobs/{image.Config.Digest}", Answers.Bytes(image.Config.Content, MediaTypes.OctetStream));
        }

        return this;
    }

    /// <summary>Has the registry answer for something of the repository.</summary>
    public ImportRegistry On(string method, string path, RequestDelegate answer)
    {
        Registry.On($"{method} /v2/a/b/{path}", answer);
        return this;
    }

    public ValueTask DisposeAsync() => Registry.DisposeAsync();

    private static SampleImage NewImage(string architecture) => SampleImage.Create(new SampleImageOptions { Seed = Random.Shared.Next(1_000, 1_000_000), Architecture = architecture });
}
