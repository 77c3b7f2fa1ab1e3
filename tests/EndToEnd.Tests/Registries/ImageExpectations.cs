using System.Text.Json.Nodes;

namespace ImageStreams.EndToEnd.Tests;

/// <summary>Compares an Image object with what the registry holds.</summary>
internal static class ImageExpectations
{
    private const string Schema1 = "application/vnd.docker.distribution.manifest.v1+json";

    public static void Expect(JsonNode image, HeldImage held, string repository)
    {
        ((string?)image["dockerImageReference"]).Should().Be($"{repository}@{held.Digest}");
        ((string?)image["dockerImageManifestMediaType"]).Should().Be(held.MediaType.Contains("v1+prettyjws", StringComparison.Ordinal) ? Schema1 : held.MediaType);
        (image["dockerImageLayers"]?.AsArray() ?? []).Select(l => $"{l!["name"]} {l["size"]}").Should().Equal(held.Layers.Select(l => $"{l.Digest} {l.Size}"));
        (image["dockerImageManifests"]?.AsArray() ?? []).Select(m => $"{m!["digest"]} {m["mediaType"]} {m["manifestSize"]}")
            .Should().Equal(held.Children.Select(c => $"{c.Digest} {c.MediaType} {c.Manifest.Length}"));
        if (held.Children.Count == 0)
        {
            ((long?)image["dockerImageMetadata"]!["Size"]).Should().Be(held.Size);
        }

        if (held.Config is { } config)
        {
            ((string?)image["dockerImageMetadata"]!["Id"]).Should().Be(config.Digest);
        }
    }
}
