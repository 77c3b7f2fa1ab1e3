using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using ImageStreams.GenericApiServer;

namespace ImageStreams.ControlPlane;

/// <summary>What the names in a CRD may look like.</summary>
internal static partial class DefinitionNameRules
{
    private const string LabelText =
        "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an "
        + "alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')";

    /// <summary>The rules for names that are parts of paths: letters first, at most 63 bytes.</summary>
    internal static IReadOnlyList<string> Dns1035Label(string name) =>
    [
        .. name.Length > 63 ? ["must be no more than 63 bytes"] : (string[])[],
        .. Label().IsMatch(name) ? [] : (string[])[LabelText],
    ];

    /// <summary>Checks <c>spec.names</c>, after defaults.</summary>
    internal static void Check(JsonObject names, string path, List<FieldError> errors)
    {
        foreach (var name in new[] { "plural", "singular", "kind", "listKind" })
        {
            var text = JsonValues.TextOf(names[name]) ?? "";
            if (text.Length == 0)
            {
                errors.Add(FieldError.Required($"{path}.{name}", ""));
                continue;
            }

            var isKind = name is "kind" or "listKind";
            var prefix = isKind ? "may have mixed case, but should otherwise match: " : "";
            CheckLabel(text, isKind ? text.ToLowerInvariant() : text, $"{path}.{name}", prefix, errors);
        }

        foreach (var list in new[] { "shortNames", "categories" })
        {
            foreach (var (item, at) in SchemaNodes.Indexed(names[list], $"{path}.{list}"))
            {
                var text = JsonValues.TextOf(item) ?? "";
                CheckLabel(text, text, at, "", errors);
            }
        }

        if (JsonValues.TextOf(names["kind"]) is { Length: > 0 } kind && kind == JsonValues.TextOf(names["listKind"]))
        {
            errors.Add(FieldError.Invalid($"{path}.listKind", kind, "kind and listKind may not be the same"));
        }
    }

    private static void CheckLabel(string shown, string text, string path, string prefix, List<FieldError> errors)
    {
        var problems = Dns1035Label(text);
        if (problems.Count > 0)
        {
            errors.Add(FieldError.Invalid(path, shown, prefix + string.Join(',', problems)));
        }
    }

    [GeneratedRegex(@"\A[a-z]([-a-z0-9]*[a-z0-9])?\z", RegexOptions.NonBacktracking)]
    private static partial Regex Label();
}
