using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace ImageStreams.EndToEnd.Tests;

/// <summary>Reads a registry by plain HTTP, without a line of the product: what it says is what the product's answers are compared with.</summary>
internal sealed class RegistryReader(string host, string repository) : IDisposable
{
    private static readonly string[] Types =
    [
        "application/vnd.oci.image.index.v1+json",
        "application/vnd.docker.distribution.manifest.list.v2+json",
        "application/vnd.oci.image.manifest.v1+json",
        "application/vnd.docker.distribution.manifest.v2+json",
        "application/vnd.docker.distribution.manifest.v1+prettyjws",
    ];

    private readonly HttpClient _http = new() { BaseAddress = new Uri($"http://{host}/v2/{repository}/") };

    /// <param name="reference">A tag or a digest.</param>
    public async Task<HeldImage> ReadAsync(string reference)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri($"manifests/{reference}", UriKind.Relative));
        foreach (var type in Types)
        {
            request.Headers.Accept.Add(MediaTypeWithQualityHeaderValue.Parse(type));
        }

        using var response = await _http.SendAsync(request);
        response.EnsureSuccessStatusCode();
        var text = await response.Content.ReadAsStringAsync();
        var image = new HeldImage
        {
            Digest = response.Headers.GetValues("Docker-Content-Digest").Single(),
            MediaType = response.Content.Headers.ContentType!.MediaType!,
            Manifest = text,
        };
        return await CompleteAsync(image, JsonNode.Parse(text)!);
    }

    public void Dispose() => _http.Dispose();

    private async Task<HeldImage> CompleteAsync(HeldImage image, JsonNode manifest)
    {
        if (manifest["fsLayers"] is JsonArray oldLayers)
        {
            var newestFirst = await BlobsAsync(oldLayers.Select(l => (string)l!["blobSum"]!));
            return image with { Layers = [.. newestFirst.Reverse()] };
        }

        image.Digest.Should().Be($"sha256:{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(image.Manifest)))}");
        if (manifest["manifests"] is JsonArray children)
        {
            var images = new List<HeldImage>();
            foreach (var child in children)
            {
                images.Add(await ReadAsync((string)child!["digest"]!));
            }

            return image with { Children = images };
        }

        return image with
        {
            Layers = await BlobsAsync(manifest["layers"]!.AsArray().Select(l => (string)l!["digest"]!)),
            Config = await BlobAsync((string)manifest["config"]!["digest"]!),
        };
    }

    private async Task<IReadOnlyList<HeldBlob>> BlobsAsync(IEnumerable<string> digests)
    {
        var blobs = new List<HeldBlob>();
        foreach (var digest in digests)
        {
            blobs.Add(await BlobAsync(digest));
        }

        return blobs;
    }

    private async Task<HeldBlob> BlobAsync(string digest)
    {
        using var request = new HttpRequestMessage(HttpMethod.Head, new Uri($"blobs/{digest}", UriKind.Relative));
        using var response = await _http.SendAsync(request);
        response.EnsureSuccessStatusCode();
        return new HeldBlob(digest, response.Content.Headers.ContentLength!.Value);
    }
}
