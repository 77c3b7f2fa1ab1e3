using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ImageStreams.EndToEnd.Tests;

/// <summary>The manifests that come out of a folder of <c>config</c>, whatever a cluster has.</summary>
internal sealed class RenderedManifests
{
    private readonly List<JsonObject> _objects;

    private RenderedManifests(List<JsonObject> objects) => _objects = objects;

    public IEnumerable<JsonObject> Deployments => _objects.Where(o => (string?)o["kind"] == "Deployment");

    public static async Task<RenderedManifests> ReadAsync(Kubectl kubectl, string folder) =>
        new(ReadAll(await kubectl.RunAsync("create", "-k", folder, "--dry-run=client", "-o", "json")));

    public static string NameOf(JsonObject manifest) => (string)manifest["metadata"]!["name"]!;

    public static JsonNode ContainerOf(JsonObject deployment) => deployment["spec"]!["template"]!["spec"]!["containers"]![0]!;

    public JsonObject Deployment(string name) => Deployments.Single(d => NameOf(d) == name);

    /// <summary>A config map whose name ends with a hash of its content.</summary>
    public JsonObject Generated(string name) => _objects.Single(
        o => (string?)o["kind"] == "ConfigMap" && NameOf(o).LastIndexOf('-') is var hash && NameOf(o)[..hash] == name);

    private static List<JsonObject> ReadAll(string documents)
    {
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(documents), new JsonReaderOptions { AllowMultipleValues = true });
        var objects = new List<JsonObject>();
        while (reader.Read())
        {
            var read = JsonNode.Parse(ref reader)!.AsObject();
            objects.AddRange((string?)read["kind"] == "List" ? read["items"]!.AsArray().Select(o => o!.AsObject()) : [read]);
        }

        return objects;
    }
}
