using System.Text.Json.Nodes;

namespace ImageStreams.ApiServer.Tests;

/// <summary>Streams with a status, as importers leave them.</summary>
internal static class StreamCreation
{
    extension(ApiClient client)
    {
        /// <summary>Creates a stream and gives it these status tags, in YAML.</summary>
        public async Task<JsonNode> CreateStreamAsync(string ns, string name, string statusTags, string spec = "{}", string metadata = "")
        {
            var stream = Objects.Stream(name, spec);
            foreach (var (key, value) in metadata.Length == 0 ? [] : Objects.Parse($"{{apiVersion: v1, kind: X, metadata: {metadata}}}")["metadata"]!.AsObject())
            {
                stream["metadata"]![key] = value?.DeepClone();
            }

            var created = (await client.PostAsync(ApiClient.Streams(ns), stream)).Expect(201);
            created["status"] = Objects.Parse($"{{apiVersion: v1, kind: X, status: {{dockerImageRepository: '', tags: {statusTags}}}}}")["status"]!.DeepClone();
            return (await client.PutAsync($"{ApiClient.Streams(ns)}/{name}/status", created)).Expect(200);
        }

        /// <summary>Makes sure of an image.</summary>
        public async Task EnsureImageAsync(JsonObject image)
        {
            var answer = await client.PostAsync($"{ApiClient.Group}/images", image);
            answer.Code.Should().BeOneOf([201, 409], answer.Text);
        }
    }

    /// <summary>An event: image, and when.</summary>
    public static string Event(char digit, string created = "2026-01-02T03:04:05Z") =>
        $"{{created: '{created}', dockerImageReference: 'quay.io/a/b@{Objects.Digest(digit)}', image: '{Objects.Digest(digit)}', generation: 1}}";
}
