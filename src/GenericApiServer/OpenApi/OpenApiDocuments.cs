using System.Collections.Concurrent;
using System.Text.Json.Nodes;

namespace ImageStreams.GenericApiServer;

/// <summary>The OpenAPI documents of one model, each made when it is first asked for.</summary>
/// <remarks>docs/spec/server.md#openapi</remarks>
internal sealed class OpenApiDocuments(OpenApiModel model)
{
    private readonly ConcurrentDictionary<string, TaggedDocument?> _documents = new();
    private readonly Lazy<OpenApiSchemas> _schemas = new(() => new(model.Definitions));

    public OpenApiModel Model => model;

    /// <summary>The document of v3 for <paramref name="path"/>, for example <c>apis/G/V</c>; null when there is none.</summary>
    public TaggedDocument? V3(string path) => _documents.GetOrAdd($"v3/{path}", _ => BuildV3(path) is { } document ? Tag(document) : null);

    /// <summary>The document of v2, about all groups.</summary>
    public TaggedDocument V2() => _documents.GetOrAdd("v2", _ => Tag(BuildV2()))!;

    /// <summary>The same as a protocol buffer.</summary>
    public TaggedDocument V2Protobuf() =>
        _documents.GetOrAdd("v2/protobuf", _ => new(OpenApiV2Protobuf.Encode(BuildV2()), OpenApiV2Protobuf.ContentType))!;

    /// <summary>The index of v3: every document with its hash, so that clients keep those that did not change.</summary>
    public JsonObject Index()
    {
        var paths = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var path in model.Groups.SelectMany(Paths))
        {
            paths[path] = $"/openapi/v3/{path}?hash={V3(path)!.Hash}";
        }

        foreach (var (path, address) in model.ForeignDocuments)
        {
            paths.TryAdd(path, address);
        }

        return new()
        {
            ["paths"] = new JsonObject(paths.Select(p => KeyValuePair.Create(p.Key, (JsonNode?)new JsonObject { ["serverRelativeURL"] = p.Value }))),
        };
    }

    private static IEnumerable<string> Paths(ApiGroupDescription group)
    {
        var versions = group.Versions.Select(group.PathOf);
        return group.Name.Length == 0 ? versions : versions.Prepend($"apis/{group.Name}");
    }

    private static TaggedDocument Tag(JsonObject document) => new(KubeJson.ToUtf8(document), "application/json");

    private JsonObject BuildV2() => model.CompleteV2(OpenApiV2.Convert(All()));

    private JsonObject? BuildV3(string path)
    {
        foreach (var group in model.Groups)
        {
            if (group.Name.Length > 0 && path == $"apis/{group.Name}")
            {
                return Document(new OpenApiPaths(group, group.Versions[0], _schemas.Value).BuildGroup(), []);
            }

            if (group.Versions.FirstOrDefault(v => group.PathOf(v) == path) is { } version)
            {
                var paths = new OpenApiPaths(group, version, _schemas.Value);
                return Document(paths.Build(), _schemas.Value.Closure(paths.Used, [new(group.Name, version.Version, "")]));
            }
        }

        return null;
    }

    private JsonObject All()
    {
        var (all, used) = (new JsonObject(), new HashSet<string>());
        foreach (var group in model.Groups)
        {
            foreach (var version in group.Versions)
            {
                var paths = new OpenApiPaths(group, version, _schemas.Value);
                AddTo(all, paths.Build());
                used.UnionWith(paths.Used);
                if (group.Name.Length > 0)
                {
                    AddTo(all, paths.BuildGroup());
                }
            }
        }

        return Document(all, _schemas.Value.Closure(used, [.. model.Groups.SelectMany(g => g.Versions.Select(v => new GroupVersionKind(g.Name, v.Version, "")))]));
    }

    private static void AddTo(JsonObject all, JsonObject some)
    {
        foreach (var (path, item) in some)
        {
            all[path] = item?.DeepClone();
        }
    }

    private JsonObject Document(JsonObject paths, JsonObject schemas) => new()
    {
        ["openapi"] = "3.0.0",
        ["info"] = new JsonObject { ["title"] = model.Title, ["version"] = model.Version },
        ["paths"] = paths,
        ["components"] = new JsonObject
        {
            ["schemas"] = schemas,
            ["securitySchemes"] = new JsonObject
            {
                ["BearerToken"] = new JsonObject
                {
                    ["type"] = "apiKey",
                    ["description"] = "Bearer Token authentication",
                    ["name"] = "authorization",
                    ["in"] = "header",
                },
            },
        },
    };
}
