using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace ImageStreams.ApiServer.Tests;

/// <summary>Somebody who speaks HTTP to an API server.</summary>
internal sealed class ApiClient(HttpClient http)
{
    public const string Group = "/apis/image.openshift.io/v1";
    public const string Images = $"{Group}/images";
    public const string Table = "application/json;as=Table;v=v1;g=meta.k8s.io";

    public static string Streams(string ns) => $"{Group}/namespaces/{ns}/imagestreams";

    public Task<Answer> GetAsync(string path, string? accept = null) => SendAsync(HttpMethod.Get, path, null, null, accept);

    public Task<Answer> PostAsync(string path, JsonNode body) => SendAsync(HttpMethod.Post, path, body.ToJsonString(), "application/json");

    public Task<Answer> PutAsync(string path, JsonNode body) => SendAsync(HttpMethod.Put, path, body.ToJsonString(), "application/json");

    public Task<Answer> DeleteAsync(string path, JsonNode? body = null) => SendAsync(HttpMethod.Delete, path, body?.ToJsonString(), "application/json");

    public Task<Answer> MergeAsync(string path, JsonNode patch) => SendAsync(HttpMethod.Patch, path, patch.ToJsonString(), "application/merge-patch+json");

    public Task<Answer> StrategicAsync(string path, JsonNode patch) =>
        SendAsync(HttpMethod.Patch, path, patch.ToJsonString(), "application/strategic-merge-patch+json");

    public Task<Answer> JsonPatchAsync(string path, JsonNode patch) => SendAsync(HttpMethod.Patch, path, patch.ToJsonString(), "application/json-patch+json");

    public Task<Answer> ApplyAsync(string path, string manager, string yaml, bool force = false) =>
        SendAsync(HttpMethod.Patch, $"{path}?fieldManager={manager}{(force ? "&force=true" : "")}", yaml, "application/apply-patch+yaml");

    public async Task<Answer> SendAsync(
        HttpMethod method, string path, string? body, string? contentType, string? accept = null, params IEnumerable<(string Name, string Value)> headers)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Headers.TryAddWithoutValidation("Accept", accept ?? "application/json");
        request.Headers.TryAddWithoutValidation("User-Agent", "tests/1.0");
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        if (body is not null)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) { Headers = { ContentType = MediaTypeHeaderValue.Parse(contentType!) } };
        }

        using var response = await http.SendAsync(request);
        return new((int)response.StatusCode, await response.Content.ReadAsStringAsync(), response.Headers, response.Content.Headers);
    }

    /// <summary>Opens a watch; its lines are read as they come.</summary>
    public async Task<WatchClient> WatchAsync(string path, string? accept = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.TryAddWithoutValidation("Accept", accept ?? "application/json");
        var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        response.IsSuccessStatusCode.Should().BeTrue("{0}", response);
        return new(response, new StreamReader(await response.Content.ReadAsStreamAsync()));
    }
}
