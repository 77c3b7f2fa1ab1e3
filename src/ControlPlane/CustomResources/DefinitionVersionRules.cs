using System.Text.Json.Nodes;
using ImageStreams.GenericApiServer;

namespace ImageStreams.ControlPlane;

/// <summary>Whether the versions of a CRD can be served.</summary>
/// <remarks>What all versions say alike is reported once, under <c>spec</c> itself, as a kube-apiserver does.</remarks>
internal static class DefinitionVersionRules
{
    private const string RootKeywords =
        "Description Type Format Title Maximum ExclusiveMaximum Minimum ExclusiveMinimum MaxLength MinLength Pattern MaxItems MinItems "
        + "UniqueItems MultipleOf Required Items Properties ExternalDocs Example XPreserveUnknownFields XValidations";

    private static readonly HashSet<string> AllowedAtRoot = new(
        RootKeywords.Split(' ').Select(name => name switch
        {
            "XPreserveUnknownFields" => "x-kubernetes-preserve-unknown-fields",
            "XValidations" => "x-kubernetes-validations",
            _ => char.ToLowerInvariant(name[0]) + name[1..],
        }),
        StringComparer.Ordinal);

    internal static IEnumerable<JsonObject> Versions(JsonObject spec) => (spec["versions"] as JsonArray ?? []).OfType<JsonObject>();

    internal static void Check(JsonObject spec, List<FieldError> errors)
    {
        var versions = Versions(spec).ToList();
        errors.AddRange(SchemaNodes.Indexed(spec["versions"], "spec.versions")
            .Where(version => version.Schema is not JsonObject)
            .Select(version => FieldError.TypeInvalid(version.Path, version.Schema, "must be an object")));
        CheckStorageVersion(spec, versions, errors);
        for (var i = 0; i < versions.Count; i++)
        {
            CheckVersion(versions[i], i, errors);
        }

        CheckParts(versions, "schema", "spec.validation", CheckSchema, errors);
        CheckParts(versions, "subresources", "spec.subresources", (version, path, found) => CheckScale(version, path, found), errors);
        CheckParts(versions, "additionalPrinterColumns", "spec.additionalPrinterColumns", PrinterColumnRules.Check, errors);
    }

    private static void CheckStorageVersion(JsonObject spec, List<JsonObject> versions, List<FieldError> errors)
    {
        if (versions.Select(version => JsonValues.TextOf(version["name"])).Distinct().Count() < versions.Count)
        {
            errors.Add(FieldError.Invalid("spec.versions", spec["versions"], "must contain unique version names"));
        }

        if (versions.Count(version => JsonValues.IsTrue(version["storage"])) != 1)
        {
            errors.Add(FieldError.Invalid(
                "spec.versions", spec["versions"] ?? new JsonArray(), "must have exactly one version marked as storage version"));
        }
    }

    private static void CheckVersion(JsonObject version, int index, List<FieldError> errors)
    {
        var path = FieldPaths.Index("spec.versions", index);
        var name = JsonValues.TextOf(version["name"]) ?? "";
        var problems = DefinitionNameRules.Dns1035Label(name);
        if (problems.Count > 0)
        {
            errors.Add(FieldError.Invalid($"{path}.name", name, string.Join(',', problems)));
            if (index == 0)
            {
                errors.Add(FieldError.Invalid("spec.version", name, string.Join(',', problems)));
            }
        }

        if (version["deprecationWarning"] is { } warning && !JsonValues.IsTrue(version["deprecated"]))
        {
            errors.Add(FieldError.Invalid($"{path}.deprecationWarning", warning, "can only be set for deprecated versions"));
        }

        if (version.At("schema", "openAPIV3Schema") is null)
        {
            errors.Add(FieldError.Required($"{path}.schema.openAPIV3Schema", ""));
        }
    }

    /// <summary>Checks a part of all versions: once when it is the same in all, else in each.</summary>
    private static void CheckParts(
        List<JsonObject> versions, string part, string common, Action<JsonObject, string, List<FieldError>> check, List<FieldError> errors)
    {
        if (versions.Count > 0 && versions.TrueForAll(version => JsonNode.DeepEquals(version[part], versions[0][part])))
        {
            check(versions[0], common, errors);
            return;
        }

        for (var i = 0; i < versions.Count; i++)
        {
            check(versions[i], $"{FieldPaths.Index("spec.versions", i)}.{part}", errors);
        }
    }

    private static void CheckSchema(JsonObject version, string path, List<FieldError> errors)
    {
        if (version.At("schema", "openAPIV3Schema") is not { } schema)
        {
            return;
        }

        var at = $"{path}.openAPIV3Schema";
        if (schema is not JsonObject map)
        {
            errors.Add(FieldError.TypeInvalid(at, schema, "must be an object"));
            return;
        }

        // The schema of the status is taken from the schema of the whole: a rule at the root would be lost.
        if (version.At("subresources", "status") is not null && map.Any(keyword => !AllowedAtRoot.Contains(keyword.Key)))
        {
            errors.Add(FieldError.Invalid(
                at, map, $"only [{RootKeywords}] fields are allowed at the root of the schema if the status subresource is enabled"));
        }

        errors.AddRange(CustomResourceSchemaRules.Check(map, at));
    }

    private static void CheckScale(JsonObject version, string path, List<FieldError> errors)
    {
        if (version.At("subresources", "scale") is not JsonObject scale)
        {
            return;
        }

        foreach (var (field, root) in new[] { ("specReplicasPath", "spec"), ("statusReplicasPath", "status") })
        {
            var at = $"{path}.scale.{field}";
            var text = JsonValues.TextOf(scale[field]) ?? "";
            if (text.Length == 0)
            {
                errors.Add(FieldError.Required(at, ""));
            }
            else if (text[0] != '.')
            {
                errors.Add(FieldError.Invalid(at, text, "must be a simple json path starting with ."));
            }
            else if (!text.StartsWith($".{root}.", StringComparison.Ordinal))
            {
                errors.Add(FieldError.Invalid(at, text, $"should be a json path under .{root}"));
            }
        }
    }
}
