using System.Text.Json.Nodes;

namespace ImageStreams.ApiServer.Tests;

/// <summary>Import requests in a short form.</summary>
internal static class ImportCalls
{
    public static string Imports(this Place place) => $"{ApiClient.Group}/namespaces/{place.Namespace}/imagestreamimports";

    /// <summary>Sends a request about the stream <c>s</c>.</summary>
    public static Task<Answer> ImportAsync(this Place place, string spec, string metadata = "", string query = "", ApiClient? client = null) =>
        (client ?? place.Admin).PostAsync(place.Imports() + query, Import(spec, metadata));

    public static JsonObject Import(string spec, string metadata = "") => Objects.Parse(
        $"{{apiVersion: image.openshift.io/v1, kind: ImageStreamImport, metadata: {{name: s{(metadata.Length > 0 ? ", " + metadata : "")}}}, spec: {spec}}}");

    /// <summary>A spec that writes.</summary>
    public static string Images(params string[] images) => $"{{import: true, images: [{string.Join(", ", images)}]}}";

    public static string Repository(string from, string more = "") =>
        $"{{import: true, repository: {{from: {{kind: DockerImage, name: '{from}'}}, importPolicy: {{insecure: true}}{more}}}}}";

    public static string Image(string from, string? to = "latest", string more = "") =>
        $"{{from: {{kind: DockerImage, name: '{from}'}}, importPolicy: {{insecure: true}}{(to is null ? "" : $", to: {{name: {to}}}")}{more}}}";

    public static string? Item(JsonNode stream, string tag, int index = 0) => List(stream, tag)?.At($"items/{index}/image");

    public static JsonNode? List(JsonNode stream, string tag) => stream["status"]!["tags"]?.AsArray().FirstOrDefault(t => t.At("tag") == tag);

    public static JsonNode? Spec(JsonNode stream, string tag) => stream["spec"]!["tags"]?.AsArray().FirstOrDefault(t => t.At("name") == tag);
}
