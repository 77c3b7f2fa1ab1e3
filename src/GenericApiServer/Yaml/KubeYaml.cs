using System.Text;
using System.Text.Json.Nodes;

namespace ImageStreams.GenericApiServer;

/// <summary>YAML as Kubernetes tools read and write it.</summary>
/// <remarks>docs/spec/server.md#yaml</remarks>
public static class KubeYaml
{
    /// <summary>The first document of <paramref name="text"/>.</summary>
    /// <exception cref="FormatException">The text is no YAML; the message has the position.</exception>
    public static JsonNode? Parse(string text) => YamlReading.Read(Encoding.UTF8.GetBytes(text)).Root;

    /// <summary>All documents of <paramref name="text"/>, as a file of manifests has them; empty ones are left out.</summary>
    /// <exception cref="FormatException">The text is no YAML; the message has the position.</exception>
    public static IReadOnlyList<JsonNode> ParseAll(string text) => YamlReading.ReadAll(Encoding.UTF8.GetBytes(text));

    /// <summary><paramref name="node"/> in block style, keys sorted, long lines folded.</summary>
    public static string ToText(JsonNode? node)
    {
        var writer = new YamlWriting();
        writer.Document(node);
        return writer.ToString();
    }
}
