using System.Text;
using System.Text.Json.Nodes;
using ImageStreams.TestKit;

namespace ImageStreams.ControlPlane.Tests;

/// <summary>Short ways to talk to a control plane in tests.</summary>
internal sealed class PlaneClient(HttpClient http) : IDisposable
{
    public HttpClient Http => http;

    public async Task<(int Code, JsonObject Body)> SendAsync(string method, string path, string? body = null, string contentType = "application/json")
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (body is not null)
        {
            request.Content = new StringContent(body, Encoding.UTF8, contentType);
        }

        using var response = await http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        return ((int)response.StatusCode, text.StartsWith('{') ? JsonNode.Parse(text)!.AsObject() : new JsonObject { ["text"] = text });
    }

    /// <summary>Sends what must succeed.</summary>
    public async Task<JsonObject> OkAsync(string method, string path, string? body = null, string contentType = "application/json")
    {
        var (code, answer) = await SendAsync(method, path, body, contentType);
        code.Should().BeInRange(200, 299, answer.ToJsonString());
        return answer;
    }

    public Task<JsonObject> MergeAsync(string path, string patch) => OkAsync("PATCH", path, patch, "application/merge-patch+json");

    /// <summary>A new namespace with a name of its own.</summary>
    public async Task<string> NewNamespaceAsync(string prefix)
    {
        var made = await OkAsync("POST", "/api/v1/namespaces", $$$"""{"metadata":{"generateName":"{{{prefix}}}-"}}""");
        return made["metadata"]!["name"]!.GetValue<string>();
    }

    /// <summary>Waits until there is nothing at <paramref name="path"/>.</summary>
    public Task GoneAsync(string path) => Eventually.Succeeds(async () => (await SendAsync("GET", path)).Code.Should().Be(404));

    /// <summary>Creates a config map, with owners as JSON, and gives its uid.</summary>
    public async Task<string> ConfigMapAsync(string ns, string name, string owners = "[]", string finalizers = "[]")
    {
        var made = await OkAsync("POST", $"/api/v1/namespaces/{ns}/configmaps", $$$"""{"metadata":{"name":"{{{name}}}","ownerReferences":{{{owners}}},"finalizers":{{{finalizers}}}}}""");
        return made["metadata"]!["uid"]!.GetValue<string>();
    }

    /// <summary>Makes a definition of a namespaced kind with a status, and waits until it is served; gives the path of its group version.</summary>
    public async Task<string> DefineAsync(string group, string kind)
    {
        var plural = $"{kind.ToLowerInvariant()}s";
        await OkAsync("POST", "/apis/apiextensions.k8s.io/v1/customresourcedefinitions", $$"""
            {"metadata":{"name":"{{plural}}.{{group}}"},"spec":{"group":"{{group}}","scope":"Namespaced","names":{"plural":"{{plural}}","kind":"{{kind}}"},
             "versions":[{"name":"v1","served":true,"storage":true,"subresources":{"status":{} },
              "schema":{"openAPIV3Schema":{"type":"object","properties":{"spec":{"type":"object","x-kubernetes-preserve-unknown-fields":true},"status":{"type":"object","x-kubernetes-preserve-unknown-fields":true} } } } }]} }
            """);
        var path = $"/apis/{group}/v1";
        await Eventually.Succeeds(async () => (await SendAsync("GET", $"{path}/{plural}")).Code.Should().Be(200));
        return path;
    }

    public void Dispose() => http.Dispose();
}
