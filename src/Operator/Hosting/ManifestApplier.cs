using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using ImageStreams.Entities;
using ImageStreams.Kubernetes;

namespace ImageStreams.Operator;

/// <summary>Applies manifests of any kind at the server: it learns from discovery where each kind lives.</summary>
internal sealed class ManifestApplier(KubernetesClient client)
{
    private const string FieldManager = "imagestreams-standalone";

    /// <exception cref="RunStartException">A manifest is refused, or its kind is not known.</exception>
    public async Task ApplyAsync(IEnumerable<JsonObject> manifests, CancellationToken cancellationToken)
    {
        foreach (var manifest in manifests)
        {
            await ApplyAsync(manifest, cancellationToken);
        }
    }

    private async Task ApplyAsync(JsonObject manifest, CancellationToken cancellationToken)
    {
        var path = await PathOfAsync(manifest, cancellationToken);
        using var request = new HttpRequestMessage(HttpMethod.Patch, new Uri($"{path}?fieldManager={FieldManager}&force=true", UriKind.Relative))
        {
            Content = new StringContent(manifest.ToJsonString(), Encoding.UTF8, MediaTypeHeaderValue.Parse("application/apply-patch+yaml")),
        };
        using var response = await client.SendAsync(request, cancellationToken);
        if (response.StatusCode is not (HttpStatusCode.OK or HttpStatusCode.Created))
        {
            throw new RunStartException($"{Describe(manifest)} was refused: {await MessageOfAsync(response, cancellationToken)}");
        }
    }

    private async Task<string> PathOfAsync(JsonObject manifest, CancellationToken cancellationToken)
    {
        var apiVersion = (string?)manifest["apiVersion"] ?? "";
        var root = apiVersion.Contains('/', StringComparison.Ordinal) ? $"/apis/{apiVersion}" : $"/api/{apiVersion}";
        var resources = JsonNode.Parse(await client.GetRawAsync(root, cancellationToken))?["resources"]?.AsArray() ?? [];
        var resource = resources.FirstOrDefault(r =>
                (string?)r?["kind"] == (string?)manifest["kind"] && !((string?)r?["name"] ?? "/").Contains('/', StringComparison.Ordinal))
            ?? throw new RunStartException($"{Describe(manifest)}: the kind is not known in {apiVersion}");
        var metadata = manifest["metadata"];
        var scope = (bool?)resource["namespaced"] == true ? $"/namespaces/{(string?)metadata?["namespace"] ?? "default"}" : "";
        return $"{root}{scope}/{resource["name"]}/{Uri.EscapeDataString((string?)metadata?["name"] ?? "")}";
    }

    private static async Task<string> MessageOfAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
            var status = await JsonSerializer.DeserializeAsync(body, EntitiesJsonContext.Default.Status, cancellationToken);
            return status?.Message ?? $"HTTP {(int)response.StatusCode}";
        }
        catch (JsonException)
        {
            return $"HTTP {(int)response.StatusCode}";
        }
    }

    private static string Describe(JsonObject manifest) => $"{manifest["kind"]} {manifest["metadata"]?["name"]}";
}
