using System.Text.Json.Nodes;
using ImageStreams.Entities;
using ImageStreams.GenericApiServer;

namespace ImageStreams.ControlPlane;

/// <summary>The fields that a resource's objects can be selected by, beyond name and namespace.</summary>
/// <param name="Paths">Labels of the fields and where they stand in stored documents.</param>
/// <param name="Refusal">What is said about any other field.</param>
internal sealed record SelectableFields(IReadOnlyDictionary<string, string> Paths, Func<string, string> Refusal)
{
    public static SelectableFields MetadataOnly { get; } = new(
        new Dictionary<string, string>(),
        field => $"{GoText.Quote(field)} is not a known field selector: only \"metadata.name\", \"metadata.namespace\"");

    public static SelectableFields Of(params IEnumerable<(string Field, string Path)> fields) => new(
        fields.ToDictionary(f => f.Field, f => f.Path, StringComparer.Ordinal), field => $"field label not supported: {field}");

    /// <exception cref="ApiException">400 naming the first field that is not offered.</exception>
    public void EnsureSupported(FieldSelectorExpression selector)
    {
        foreach (var requirement in selector.Requirements)
        {
            if (requirement.Field is not ("metadata.name" or "metadata.namespace") && !Paths.ContainsKey(requirement.Field))
            {
                throw ApiException.BadRequest(Refusal(requirement.Field));
            }
        }
    }

    public bool Matches(FieldSelectorExpression selector, StoredObject item)
    {
        if (selector.IsEmpty)
        {
            return true;
        }

        JsonObject? document = null;
        return selector.Matches(field => field switch
        {
            "metadata.name" => item.Key.Name,
            "metadata.namespace" => item.Key.Namespace,
            _ => Text(Paths[field], document ??= item.ToDocument()),
        });
    }

    private static string Text(string path, JsonObject document)
    {
        JsonNode? node = document;
        foreach (var step in path.Split('.'))
        {
            node = (node as JsonObject)?[step];
        }

        return node is JsonValue value ? value.ToString() : "";
    }
}
