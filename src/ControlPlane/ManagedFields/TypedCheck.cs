using System.Text.Json.Nodes;
using ImageStreams.GenericApiServer;

namespace ImageStreams.ControlPlane;

/// <summary>Whether an applied document has the types that its schema says; else it cannot be merged.</summary>
internal static class TypedCheck
{
    /// <returns>What is wrong, each with its path; nothing when all is well.</returns>
    internal static IReadOnlyList<string> Check(TypeSchema type, JsonNode? document)
    {
        List<string> problems = [];
        Check(type, document, "", problems);
        return problems;
    }

    private static void Check(TypeSchema type, JsonNode? value, string path, List<string> problems)
    {
        var form = type.For(FieldValue.Of(value));
        if (form.Map is { } map)
        {
            CheckMap(map, value, path, problems);
        }
        else if (form.Scalar is { } scalar)
        {
            if (value is not null && Problem(scalar, value) is { } problem)
            {
                problems.Add(At(path, problem));
            }
        }
        else if (form.List is { } list)
        {
            CheckList(list, value, path, problems);
        }
    }

    private static void CheckMap(MapTypeSchema type, JsonNode? value, string path, List<string> problems)
    {
        if (value is null)
        {
            return;
        }

        if (value is not JsonObject map)
        {
            problems.Add(At(path, $"expected map, got &{{{Go(value)}}}"));
            return;
        }

        foreach (var (name, field) in map.OrderBy(field => field.Key, StringComparer.Ordinal))
        {
            var at = $"{path}.{name}";
            if (type.Find(name) is { } known)
            {
                Check(known, field, at, problems);
            }
            else
            {
                problems.Add(At(at, "field not declared in schema"));
            }
        }
    }

    private static void CheckList(ListTypeSchema type, JsonNode? value, string path, List<string> problems)
    {
        if (value is null)
        {
            return;
        }

        if (value is not JsonArray list)
        {
            problems.Add(At(path, $"expected list, got &{{{Go(value)}}}"));
            return;
        }

        var seen = new HashSet<PathElement>();
        for (var i = 0; i < list.Count; i++)
        {
            var at = FieldPaths.Index(path, i);
            if (!type.IsAtomic)
            {
                try
                {
                    var element = type.ElementOf(list[i]);
                    at = path + element;
                    if (!seen.Add(element))
                    {
                        problems.Add(At(path, $"duplicate entries for key {element}"));
                    }
                }
                catch (TypedValueException e)
                {
                    problems.Add(At(path, $"element {i}: {e.Message}"));
                    return;
                }
            }

            Check(type.Items ?? TypeSchema.Deduced, list[i], at, problems);
        }
    }

    private static string? Problem(ScalarType type, JsonNode value) => type switch
    {
        ScalarType.Text when !JsonValues.IsText(value) => $"expected string, got &value.valueUnstructured{{Value:{Go(value)}}}",
        ScalarType.Number when !JsonValues.IsNumber(value) => $"expected numeric (int or float), got {GoType(value)}",
        ScalarType.Boolean when JsonValues.TypeNameOf(value) != "boolean" => $"expected boolean, got &{{{Go(value)}}}",
        _ when value is JsonObject or JsonArray => $"expected any scalar, got &{{{Go(value)}}}",
        _ => null,
    };

    private static string At(string path, string problem) => path.Length == 0 ? problem : $"{path}: {problem}";

    private static string GoType(JsonNode value) => JsonValues.TypeNameOf(value) switch
    {
        "string" => "string",
        "boolean" => "bool",
        "array" => "[]interface {}",
        _ => "map[string]interface {}",
    };

    /// <summary>A value as a Go program prints it.</summary>
    private static string Go(JsonNode? value) => value switch
    {
        null => "<nil>",
        JsonArray list => $"[{string.Join(' ', list.Select(Go))}]",
        JsonObject map => $"map[{string.Join(' ', map.OrderBy(field => field.Key, StringComparer.Ordinal).Select(field => $"{field.Key}:{Go(field.Value)}"))}]",
        _ => JsonValues.TextOf(value) ?? KubeJson.ToText(value),
    };
}
