using System.Text.Json.Nodes;
using ImageStreams.GenericApiServer;

namespace ImageStreams.ControlPlane;

/// <summary>Whether a CustomResourceDefinition can be stored.</summary>
/// <remarks>Documents have passed <see cref="CustomResourceDefinitionStrategy"/>, which fills in defaults. docs/spec/schemas.md#definitions</remarks>
internal static class CustomResourceDefinitionRules
{
    /// <summary>What is wrong with any definition, new or changed.</summary>
    internal static IReadOnlyList<FieldError> Check(JsonObject definition)
    {
        List<FieldError> errors = [];
        CheckSpec(definition, errors);
        return errors;
    }

    /// <summary>What is wrong with a new definition besides.</summary>
    internal static IReadOnlyList<FieldError> CheckCreate(JsonObject definition)
    {
        List<FieldError> errors = [];
        CheckName(definition, errors);
        CheckApproval(definition, errors);
        return errors;
    }

    /// <summary>What is wrong with a change besides.</summary>
    internal static IReadOnlyList<FieldError> CheckUpdate(JsonObject definition, JsonObject old)
    {
        List<FieldError> errors = [];
        CheckImmutable(definition, old, "group", errors);
        CheckImmutable(definition, old, "scope", errors);
        foreach (var name in new[] { "plural", "kind" })
        {
            var (now, before) = (Names(definition)[name], Names(old)[name]);
            if (!JsonNode.DeepEquals(now, before))
            {
                errors.Add(FieldError.Invalid($"spec.names.{name}", now, "field is immutable"));
            }
        }

        return errors;
    }

    /// <summary>What the definition asks for and does not get here, for the caller to know.</summary>
    internal static IReadOnlyList<string> Warnings(JsonObject definition)
    {
        var versions = DefinitionVersionRules.Versions(Spec(definition)).ToList();
        return
        [
            .. versions.Where(version => Schema(version) is { } schema && SchemaNodes.All(schema, "").Any(node => node.Schema.ContainsKey("x-kubernetes-validations")))
                .Select(version => $"x-kubernetes-validations of version {version["name"]} are not evaluated by this control plane"),
            .. versions.Where(version => version.At("subresources", "scale") is not null)
                .Select(version => $"the scale subresource of version {version["name"]} is not served by this control plane"),
        ];
    }

    private static JsonObject? Schema(JsonObject version) => version.At("schema", "openAPIV3Schema") as JsonObject;

    private static void CheckName(JsonObject definition, List<FieldError> errors)
    {
        var name = JsonValues.TextOf(definition.At("metadata", "name")) ?? "";
        var spec = Spec(definition);
        if (name != $"{JsonValues.TextOf(Names(definition)["plural"])}.{JsonValues.TextOf(spec["group"])}")
        {
            errors.Add(FieldError.Invalid("metadata.name", name, "must be spec.names.plural+\".\"+spec.group"));
        }
    }

    /// <summary>Groups of the Kubernetes project itself are taken only with a note of approval.</summary>
    private static void CheckApproval(JsonObject definition, List<FieldError> errors)
    {
        const string key = "api-approved.kubernetes.io";
        var group = $".{JsonValues.TextOf(Spec(definition)["group"])}";
        var isProtected = group.EndsWith(".k8s.io", StringComparison.Ordinal) || group.EndsWith(".kubernetes.io", StringComparison.Ordinal);
        if (isProtected && JsonValues.TextOf(definition.At("metadata", "annotations", key)) is null)
        {
            errors.Add(FieldError.Required(
                $"metadata.annotations[{key}]",
                $"protected groups must have approval annotation \"{key}\", see https://github.com/kubernetes/enhancements/pull/1111"));
        }
    }

    private static void CheckSpec(JsonObject definition, List<FieldError> errors)
    {
        var spec = Spec(definition);
        CheckGroup(JsonValues.TextOf(spec["group"]) ?? "", errors);
        var scope = JsonValues.TextOf(spec["scope"]) ?? "";
        if (scope.Length == 0)
        {
            errors.Add(FieldError.Required("spec.scope", ""));
        }
        else if (scope is not ("Cluster" or "Namespaced"))
        {
            errors.Add(FieldError.NotSupported("spec.scope", scope, "Cluster", "Namespaced"));
        }

        if (JsonValues.IsTrue(spec["preserveUnknownFields"]))
        {
            errors.Add(FieldError.Invalid(
                "spec.preserveUnknownFields",
                true,
                "cannot set to true, set x-kubernetes-preserve-unknown-fields to true in spec.versions[*].schema instead"));
        }

        DefinitionNameRules.Check(Names(definition), "spec.names", errors);
        DefinitionVersionRules.Check(spec, errors);
        CheckStoredVersions(definition, errors);
        CheckConversion(spec, errors);
    }

    private static void CheckGroup(string group, List<FieldError> errors)
    {
        const string path = "spec.group";
        var problems = NameRules.Dns1123Subdomain(group);
        if (group.Length == 0)
        {
            errors.Add(FieldError.Required(path, ""));
        }
        else if (problems.Count > 0)
        {
            errors.Add(FieldError.Invalid(path, group, string.Join(',', problems)));
        }
        else if (!group.Contains('.', StringComparison.Ordinal))
        {
            errors.Add(FieldError.Invalid(path, group, "should be a domain with at least one dot"));
        }
    }

    private static void CheckStoredVersions(JsonObject definition, List<FieldError> errors)
    {
        const string path = "status.storedVersions";
        var stored = definition.At("status", "storedVersions") as JsonArray ?? [];
        if (stored.Count == 0)
        {
            errors.Add(FieldError.Invalid(path, null, "must have at least one stored version"));
            return;
        }

        var versions = DefinitionVersionRules.Versions(Spec(definition)).ToList();
        var names = stored.Select(version => JsonValues.TextOf(version) ?? "").ToList();
        errors.AddRange(versions
            .Where(version => JsonValues.IsTrue(version["storage"]) && !names.Contains(JsonValues.TextOf(version["name"]) ?? ""))
            .Select(version => FieldError.Invalid(path, stored, $"must have the storage version {version["name"]}")));
        for (var i = 0; i < names.Count; i++)
        {
            if (!versions.Exists(version => JsonValues.TextOf(version["name"]) == names[i]))
            {
                errors.Add(FieldError.Invalid(
                    FieldPaths.Index(path, i),
                    names[i],
                    $"missing from spec.versions; {names[i]} was previously a storage version, and must remain in spec.versions until a storage "
                    + $"migration ensures no data remains persisted in {names[i]} and removes {names[i]} from status.storedVersions"));
            }
        }
    }

    private static void CheckConversion(JsonObject spec, List<FieldError> errors)
    {
        const string path = "spec.conversion";
        var strategy = JsonValues.TextOf(spec.At("conversion", "strategy")) ?? "";
        switch (strategy)
        {
            case "None":
                break;
            case "":
                errors.Add(FieldError.Required($"{path}.strategy", ""));
                break;
            case "Webhook":
                errors.Add(FieldError.Invalid($"{path}.strategy", strategy, "conversion webhooks are not supported by this control plane"));
                return;
            default:
                errors.Add(FieldError.NotSupported($"{path}.strategy", strategy, "None", "Webhook"));
                break;
        }

        if (spec.At("conversion", "webhook") is JsonObject webhook)
        {
            const string detail = "should not be set when strategy is not set to Webhook";
            errors.AddRange(new[] { ("clientConfig", "webhookClientConfig"), ("conversionReviewVersions", "conversionReviewVersions") }
                .Where(field => webhook.ContainsKey(field.Item1))
                .Select(field => FieldError.Forbidden($"{path}.{field.Item2}", detail)));
        }
    }

    private static void CheckImmutable(JsonObject definition, JsonObject old, string field, List<FieldError> errors)
    {
        var now = Spec(definition)[field];
        if (!JsonNode.DeepEquals(now, Spec(old)[field]))
        {
            errors.Add(FieldError.Invalid($"spec.{field}", now, "field is immutable"));
        }
    }

    private static JsonObject Spec(JsonObject definition) => definition["spec"] as JsonObject ?? [];

    private static JsonObject Names(JsonObject definition) => Spec(definition)["names"] as JsonObject ?? [];
}
