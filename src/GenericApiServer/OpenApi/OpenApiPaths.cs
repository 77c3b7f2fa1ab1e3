using System.Globalization;
using System.Text.Json.Nodes;

namespace ImageStreams.GenericApiServer;

/// <summary>The paths of one version of a group with their operations, in the form of OpenAPI v3.</summary>
internal sealed class OpenApiPaths(ApiGroupDescription group, ApiVersionDescription version, OpenApiSchemas schemas)
{
    private const string Json = "application/json";
    private const string Yaml = "application/yaml";

    private readonly SortedDictionary<string, JsonObject> _paths = new(StringComparer.Ordinal);

    /// <summary>Names of the schemas that the operations refer to.</summary>
    public HashSet<string> Used { get; } = [];

    private string Root => $"/{group.PathOf(version)}/";

    public JsonObject Build()
    {
        _paths[Root] = RootOperation(Root, "get available resources", "getAPIResources");
        foreach (var resource in version.Resources)
        {
            Add(resource);
        }

        return new JsonObject(_paths.Select(p => KeyValuePair.Create(p.Key, (JsonNode?)p.Value)));
    }

    /// <summary>The path of the group itself.</summary>
    public JsonObject BuildGroup()
    {
        var path = $"/apis/{group.Name}/";
        return new() { [path] = RootOperation(path, "get information of a group", "getAPIGroup") };
    }

    private void Add(ApiResourceDescription resource)
    {
        var collection = $"{Root}{(resource.Namespaced ? "namespaces/{namespace}/" : "")}{resource.Name}";
        var scope = resource.Namespaced ? "Namespaced" : "";
        var kind = new GroupVersionKind(group.Name, version.Version, resource.Kind);
        AddCollection(resource, collection, scope, kind);
        AddItem($"{collection}/{{name}}", resource.Verbs, scope + resource.Kind, kind, resource);
        foreach (var subresource in resource.Subresources)
        {
            var part = new GroupVersionKind(subresource.Group ?? group.Name, subresource.Version ?? version.Version, subresource.Kind);
            var name = $"{scope}{resource.Kind}{Capital(subresource.Name)}";
            AddItem($"{collection}/{{name}}/{subresource.Name}", subresource.Verbs, name, part, resource);
            if (subresource.Verbs.Contains("create"))
            {
                Add($"{collection}/{{name}}/{subresource.Name}", "post", Creation($"create{Id()}{name}", part), resource.Kind);
            }
        }
    }

    private void AddCollection(ApiResourceDescription resource, string collection, string scope, GroupVersionKind kind)
    {
        var list = kind with { Kind = $"{resource.Kind}List" };
        if (resource.Verbs.Contains("list"))
        {
            Add(collection, "get", Listing($"list{Id()}{scope}{resource.Kind}", kind, list, "list"), resource.Kind);
            if (resource.Namespaced)
            {
                Add($"{Root}{resource.Name}", "get", Listing($"list{Id()}{resource.Kind}ForAllNamespaces", kind, list, "list"), resource.Kind);
            }
        }

        if (resource.Verbs.Contains("create"))
        {
            Add(collection, "post", Creation($"create{Id()}{scope}{resource.Kind}", kind), resource.Kind);
        }

        if (resource.Verbs.Contains("deletecollection"))
        {
            var operation = Operation($"delete{Id()}Collection{scope}{resource.Kind}", $"delete collection of {kind.Kind}", "deletecollection", kind);
            operation["parameters"] = OpenApiParameters.ForDeleteCollection();
            Add(collection, "delete", WithAnswers(operation, Status(), "200"), resource.Kind);
        }

        if (resource.Verbs.Contains("watch"))
        {
            AddWatches(resource, kind);
        }
    }

    private void AddWatches(ApiResourceDescription resource, GroupVersionKind kind)
    {
        var id = $"watch{Id()}{(resource.Namespaced ? "Namespaced" : "")}{resource.Kind}";
        var place = $"{Root}watch/{(resource.Namespaced ? "namespaces/{namespace}/" : "")}{resource.Name}";
        Add(place, "get", Listing($"{id}List", kind, null, "watchlist"), resource.Kind);
        Add($"{place}/{{name}}", "get", Listing(id, kind, null, "watch"), resource.Kind);
        if (resource.Namespaced)
        {
            Add($"{Root}watch/{resource.Name}", "get", Listing($"watch{Id()}{resource.Kind}ListForAllNamespaces", kind, null, "watchlist"), resource.Kind);
        }
    }

    private void AddItem(string path, IReadOnlyList<string> verbs, string name, GroupVersionKind kind, ApiResourceDescription resource)
    {
        if (verbs.Contains("get"))
        {
            Add(path, "get", WithAnswers(Operation($"read{Id()}{name}", $"read the specified {kind.Kind}", "get", kind), kind, "200"), resource.Kind);
        }

        if (verbs.Contains("update"))
        {
            var update = Operation($"replace{Id()}{name}", $"replace the specified {kind.Kind}", "put", kind);
            update["parameters"] = OpenApiParameters.ForWrite();
            update["requestBody"] = Body(kind, required: true);
            Add(path, "put", WithAnswers(update, kind, "200", "201"), resource.Kind);
        }

        if (verbs.Contains("delete"))
        {
            var delete = Operation($"delete{Id()}{name}", $"delete a {kind.Kind}", "delete", kind);
            delete["parameters"] = OpenApiParameters.ForDelete();
            delete["requestBody"] = Body(new("", "v1", "DeleteOptions"), required: false);
            Add(path, "delete", WithAnswers(delete, Status(), "200", "202"), resource.Kind);
        }

        if (verbs.Contains("patch"))
        {
            var patch = Operation($"patch{Id()}{name}", $"partially update the specified {kind.Kind}", "patch", kind);
            patch["parameters"] = OpenApiParameters.ForPatch();
            patch["requestBody"] = PatchBody(resource.PatchTypes);
            Add(path, "patch", WithAnswers(patch, kind, "200", "201"), resource.Kind);
        }
    }

    private void Add(string path, string method, JsonObject operation, string kind)
    {
        if (!_paths.TryGetValue(path, out var item))
        {
            _paths[path] = item = new() { ["parameters"] = OpenApiParameters.ForPath(path, kind) };
        }

        item[method] = operation;
    }

    private JsonObject Listing(string id, GroupVersionKind kind, GroupVersionKind? list, string action)
    {
        var text = action == "list"
            ? $"list or watch objects of kind {kind.Kind}"
            : $"watch changes of {kind.Kind}. deprecated: use the 'watch' parameter with a list operation instead.";
        var operation = Operation(id, text, action, kind);
        operation["parameters"] = OpenApiParameters.ForList();
        return WithAnswers(operation, list ?? MetaKinds.WatchEvent, "200");
    }

    private JsonObject Creation(string id, GroupVersionKind kind)
    {
        var operation = Operation(id, $"create a {kind.Kind}", "post", kind);
        operation["parameters"] = OpenApiParameters.ForWrite();
        operation["requestBody"] = Body(kind, required: true);
        return WithAnswers(operation, kind, "200", "201", "202");
    }

    private JsonObject RootOperation(string path, string description, string id)
    {
        var operation = new JsonObject
        {
            ["tags"] = new JsonArray(Tag()),
            ["description"] = description,
            ["operationId"] = $"{id}{Id()}{(path == Root ? "" : "Group")}",
            ["responses"] = new JsonObject { ["200"] = new JsonObject { ["description"] = "OK" }, ["401"] = new JsonObject { ["description"] = "Unauthorized" } },
        };
        return new() { ["get"] = operation };
    }

    private JsonObject Operation(string id, string description, string action, GroupVersionKind kind) => new()
    {
        ["tags"] = new JsonArray(Tag()),
        ["description"] = description,
        ["operationId"] = id,
        ["x-kubernetes-action"] = action,
        ["x-kubernetes-group-version-kind"] = new JsonObject { ["group"] = kind.Group, ["version"] = kind.Version, ["kind"] = kind.Kind },
    };

    private JsonObject WithAnswers(JsonObject operation, GroupVersionKind kind, params IReadOnlyList<string> codes)
    {
        var responses = new JsonObject();
        foreach (var code in codes)
        {
            responses[code] = new JsonObject
            {
                ["description"] = code switch { "201" => "Created", "202" => "Accepted", _ => "OK" },
                ["content"] = new JsonObject { [Json] = Media(kind), [Yaml] = Media(kind) },
            };
        }

        responses["401"] = new JsonObject { ["description"] = "Unauthorized" };
        operation["responses"] = responses;
        return operation;
    }

    private JsonObject Body(GroupVersionKind kind, bool required)
    {
        var body = new JsonObject { ["content"] = new JsonObject { ["*/*"] = Media(kind) } };
        if (required)
        {
            body["required"] = true;
        }

        return body;
    }

    private static JsonObject PatchBody(IEnumerable<PatchType> types) => new()
    {
        ["content"] = new JsonObject(types.Select(t => KeyValuePair.Create(
            t switch
            {
                PatchType.Json => "application/json-patch+json",
                PatchType.Merge => "application/merge-patch+json",
                PatchType.StrategicMerge => "application/strategic-merge-patch+json",
                _ => "application/apply-patch+yaml",
            },
            (JsonNode?)new JsonObject { ["schema"] = new JsonObject { ["type"] = t == PatchType.Json ? "array" : "object" } }))),
        ["required"] = true,
    };

    private JsonObject Media(GroupVersionKind kind)
    {
        if (schemas.NameOf(kind) is not { } name)
        {
            return new() { ["schema"] = new JsonObject { ["type"] = "object" } };
        }

        Used.Add(name);
        return new() { ["schema"] = new JsonObject { ["$ref"] = OpenApiSchemas.Prefix + name } };
    }

    private static GroupVersionKind Status() => new("", "v1", "Status");

    /// <summary>Group and version as part of an operation's id: <c>ImageOpenshiftIoV1</c>.</summary>
    private string Id() => GroupName() + Capital(version.Version);

    private string Tag() => $"{char.ToLowerInvariant(GroupName()[0])}{GroupName()[1..]}_{version.Version}";

    private string GroupName() => group.Name.Length == 0
        ? "Core"
        : string.Concat(group.Name.Replace(".k8s.io", "", StringComparison.Ordinal).Split('.', '-').Select(Capital));

    private static string Capital(string word) => word.Length == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"{char.ToUpperInvariant(word[0])}{word[1..]}");
}
