using System.Text.Json;
using System.Text.Json.Nodes;
using ImageStreams.GenericApiServer;

namespace ImageStreams.ControlPlane;

/// <summary>Where a schema may say that a list is a set or a map, and that an object has one owner.</summary>
internal static class SchemaMergeRules
{
    internal static void Check(JsonObject schema, string path, List<FieldError> errors)
    {
        CheckMapType(schema, path, errors);
        var listType = JsonValues.TextOf(schema["x-kubernetes-list-type"]);
        CheckListType(schema, path, listType, errors);
        if (schema["x-kubernetes-list-map-keys"] is JsonArray { Count: > 0 })
        {
            CheckKeysHaveMap(path, listType, errors);
        }

        if (listType == "map")
        {
            CheckListMap(schema, path, errors);
        }

        if (listType is "map" or "set" && schema["items"] is JsonObject items && JsonValues.IsTrue(items["nullable"]))
        {
            errors.Add(FieldError.Forbidden($"{path}.items.nullable", $"cannot be nullable when x-kubernetes-list-type is {listType}"));
        }
    }

    private static void CheckMapType(JsonObject schema, string path, List<FieldError> errors)
    {
        if (JsonValues.TextOf(schema["x-kubernetes-map-type"]) is not { } mapType)
        {
            return;
        }

        AddUnlessType(schema, path, "object", "x-kubernetes-map-type", errors);
        if (mapType is not ("atomic" or "granular"))
        {
            errors.Add(FieldError.NotSupported($"{path}.x-kubernetes-map-type", mapType, "atomic", "granular"));
        }
    }

    private static void CheckListType(JsonObject schema, string path, string? listType, List<FieldError> errors)
    {
        if (listType is null)
        {
            return;
        }

        var isList = AddUnlessType(schema, path, "array", "x-kubernetes-list-type", errors);
        if (isList && listType == "set" && schema["items"] is JsonObject items)
        {
            CheckItemsOfSet(items, path, errors);
        }

        if (listType is not ("atomic" or "set" or "map"))
        {
            errors.Add(FieldError.NotSupported($"{path}.x-kubernetes-list-type", listType, "atomic", "set", "map"));
        }
    }

    private static void CheckItemsOfSet(JsonObject items, string path, List<FieldError> errors)
    {
        const string detail = "must be atomic as item of a list with x-kubernetes-list-type=set";
        var listType = JsonValues.TextOf(items["x-kubernetes-list-type"]);
        var type = JsonValues.TextOf(items["type"]);
        if (type == "array" && listType is not (null or "atomic"))
        {
            errors.Add(FieldError.Invalid($"{path}.items.x-kubernetes-list-type", listType, detail));
        }
        else if (type == "object" && JsonValues.TextOf(items["x-kubernetes-map-type"]) != "atomic")
        {
            errors.Add(FieldError.Invalid($"{path}.items.x-kubernetes-map-type", listType, detail));
        }
    }

    private static void CheckKeysHaveMap(string path, string? listType, List<FieldError> errors)
    {
        const string detail = "must be map if x-kubernetes-list-map-keys is non-empty";
        var at = $"{path}.x-kubernetes-list-type";
        if (listType is null)
        {
            errors.Add(FieldError.Required(at, detail));
        }
        else if (listType != "map")
        {
            errors.Add(FieldError.Invalid(at, listType, detail));
        }
    }

    private static void CheckListMap(JsonObject schema, string path, List<FieldError> errors)
    {
        var keys = (schema["x-kubernetes-list-map-keys"] as JsonArray ?? []).Select(key => JsonValues.TextOf(key) ?? "").ToList();
        if (keys.Count == 0)
        {
            errors.Add(FieldError.Required($"{path}.x-kubernetes-list-map-keys", "must not be empty if x-kubernetes-list-type is map"));
        }

        if (schema["items"] is not JsonObject items)
        {
            errors.Add(FieldError.Required($"{path}.items", "must have a schema if x-kubernetes-list-type is map"));
        }
        else if (JsonValues.TextOf(items["type"]) != "object")
        {
            errors.Add(FieldError.Invalid(
                $"{path}.items.type", items["type"] ?? "", "must be object if parent array's x-kubernetes-list-type is map"));
        }
        else
        {
            CheckKeys(schema, items, keys, path, errors);
        }
    }

    private static void CheckKeys(JsonObject schema, JsonObject items, List<string> keys, string path, List<FieldError> errors)
    {
        var at = $"{path}.x-kubernetes-list-map-keys";
        var all = schema["x-kubernetes-list-map-keys"];
        for (var i = 0; i < keys.Count; i++)
        {
            if (items["properties"]?[keys[i]] is not JsonObject key)
            {
                errors.Add(FieldError.Invalid(at, all, "entries must all be names of item properties"));
            }
            else
            {
                CheckKey(items, keys[i], key, $"{path}.items.properties[{keys[i]}]", errors);
            }

            if (keys.IndexOf(keys[i]) < i)
            {
                errors.Add(FieldError.Invalid(at, all, "must not contain duplicate entries"));
            }
        }
    }

    private static void CheckKey(JsonObject items, string name, JsonObject key, string path, List<FieldError> errors)
    {
        if (JsonValues.TextOf(key["type"]) is "array" or "object")
        {
            // The value shown is the type of the item, as a kube-apiserver has it.
            errors.Add(FieldError.Invalid(
                $"{path}.type", items["type"], "must be a scalar type if parent array's x-kubernetes-list-type is map"));
        }

        var isRequired = items["required"] is JsonArray required && required.Any(field => JsonValues.TextOf(field) == name);
        if (!isRequired && key["default"] is null)
        {
            errors.Add(FieldError.Required(
                $"{path}.default", "this property is in x-kubernetes-list-map-keys, so it must have a default or be a required property"));
        }

        if (key["nullable"]?.GetValueKind() == JsonValueKind.True)
        {
            errors.Add(FieldError.Forbidden(
                $"{path}.nullable", "this property is in x-kubernetes-list-map-keys, so it cannot be nullable"));
        }
    }

    private static bool AddUnlessType(JsonObject schema, string path, string type, string keyword, List<FieldError> errors)
    {
        var found = JsonValues.TextOf(schema["type"]) ?? "";
        if (found == type)
        {
            return true;
        }

        var detail = $"must be {type} if {keyword} is specified";
        errors.Add(found.Length == 0 ? FieldError.Required($"{path}.type", detail) : FieldError.Invalid($"{path}.type", found, detail));
        return false;
    }
}
