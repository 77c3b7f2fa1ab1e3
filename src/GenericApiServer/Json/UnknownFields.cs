using System.Text.Json.Nodes;
using ImageStreams.Entities;

namespace ImageStreams.GenericApiServer;

/// <summary>Finds the fields of a document that its schema does not have, by name within each object.</summary>
public static class UnknownFields
{
    /// <summary>The fields, as field validation says it: <c>unknown field "spec.tagz"</c>.</summary>
    public static IReadOnlyList<string> Find(JsonNode? document, IFieldSchema? schema)
    {
        var findings = new List<string>();
        Walk(document, schema, "", findings);
        return findings;
    }

    private static void Walk(JsonNode? node, IFieldSchema? known, string path, List<string> findings)
    {
        if (known is null || findings.Count >= RequestDocument.MaxFindings)
        {
            return;
        }

        if (node is JsonArray list)
        {
            for (var i = 0; i < list.Count; i++)
            {
                Walk(list[i], known.Items, $"{path}[{i}]", findings);
            }
        }

        foreach (var (name, value) in (node as JsonObject ?? []).OrderBy(p => p.Key, StringComparer.Ordinal))
        {
            var field = path.Length == 0 ? name : $"{path}.{name}";
            if (known.TryGetField(name, out var below))
            {
                Walk(value, below, field, findings);
            }
            else if (findings.Count < RequestDocument.MaxFindings)
            {
                findings.Add($"unknown field {GoText.Quote(field)}");
            }
        }
    }
}
