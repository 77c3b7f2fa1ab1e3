using System.Text.Json.Nodes;
using ImageStreams.Oci;

namespace ImageStreams.Operator.Tests;

/// <summary>What tagging does, at whichever registry.</summary>
internal static class TagScenarios
{
    public static async Task WithinARepositoryAsync(TagFixture registry, string format)
    {
        var image = await registry.PushAsync(format);

        var result = await TagAsync($"{registry.Host}/team/app:latest", $"{registry.Host}/team/app:stable");

        result.Error.Should().BeEmpty();
        result.ExitCode.Should().Be(0);
        registry.Tagging.Select(r => $"{r.Method} {r.Path}").Should().Equal(
            "GET /v2/team/app/manifests/latest", "PUT /v2/team/app/manifests/stable", "GET /v2/team/app/manifests/stable");
        await ShouldBeAsync(registry, image, "team/app", "stable");
    }

    public static async Task AcrossRepositoriesAsync(TagFixture registry, string format)
    {
        var image = await registry.PushAsync(format);

        var result = await TagAsync($"{registry.Host}/team/app", $"{registry.Host}/other/deep/copy:v1", "-o", "json");

        result.ExitCode.Should().Be(0, result.Error);
        registry.Tagging.Where(r => r.Path.Contains("/blobs/", StringComparison.Ordinal)).Should().OnlyContain(
            r => r.Method == "POST" && r.Query.Contains("from=team%2Fapp", StringComparison.Ordinal), "blobs are mounted, neither read nor sent");
        var blobs = registry.Tagging.Count(r => r.Method == "POST");
        var report = JsonNode.Parse(result.Output)!;
        report["digest"]!.GetValue<string>().Should().Be(image.Digest.ToString());
        report["mountedBlobs"]!.GetValue<int>().Should().Be(blobs);
        report["manifests"]!.GetValue<int>().Should().Be(registry.Count("PUT", "/v2/other/deep/copy/manifests/")).And.Be(image is ManifestIndex ? 3 : 1);
        await ShouldBeAsync(registry, image, "other/deep/copy", "v1");
        var layers = image is ManifestIndex ? registry.Image.Layers.Concat(registry.Other.Layers) : registry.Image.Layers;
        foreach (var layer in layers)
        {
            (await registry.PushClient("other/deep/copy").HasBlobAsync(layer.Digest, default)).Should().BeTrue();
        }
    }

    public static Task<CommandResult> TagAsync(string source, string target, params string[] options) =>
        CommandResult.RunAsync(["tag", source, target, .. options]);

    private static async Task ShouldBeAsync(TagFixture registry, Manifest image, string repository, string tag)
    {
        var tagged = await registry.Client(repository).GetManifestAsync(tag, default);
        if (image is not Schema1Manifest)
        {
            tagged.Bytes.ToArray().Should().Equal(image.Bytes.ToArray(), "only schema 1 has signatures, and a registry may add its own");
        }

        tagged.ContentType.Should().Be(image.ContentType);
        tagged.Digest.Should().Be(image.Digest);
    }
}
