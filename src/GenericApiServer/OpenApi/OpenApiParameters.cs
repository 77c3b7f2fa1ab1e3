using System.Text.Json.Nodes;

namespace ImageStreams.GenericApiServer;

/// <summary>The parameters of requests, as OpenAPI v3 describes them.</summary>
internal static class OpenApiParameters
{
    private static readonly (string Name, string Type, string Description)[] List =
    [
        ("allowWatchBookmarks", "boolean", "Whether a watch also tells how far it has come."),
        ("continue", "string", "Token of the next page, from the list before."),
        ("fieldSelector", "string", "Which objects, by their fields."),
        ("labelSelector", "string", "Which objects, by their labels."),
        ("limit", "integer", "How many objects a page may have."),
        ("resourceVersion", "string", "Which version of the list; empty is the newest, 0 is any."),
        ("resourceVersionMatch", "string", "How resourceVersion is meant: Exact or NotOlderThan."),
        ("sendInitialEvents", "boolean", "Whether a watch begins with the objects that are there."),
        ("timeoutSeconds", "integer", "How long a watch lasts."),
        ("watch", "boolean", "Whether changes are streamed instead of a list."),
    ];

    private static readonly (string Name, string Type, string Description)[] Write =
    [
        ("dryRun", "string", "All: do everything but store it."),
        ("fieldManager", "string", "Who owns the fields that are written."),
        ("fieldValidation", "string", "What is done about unknown and repeated fields: Ignore, Warn or Strict."),
    ];

    private static readonly (string Name, string Type, string Description)[] Delete =
    [
        ("dryRun", "string", "All: do everything but delete it."),
        ("gracePeriodSeconds", "integer", "Seconds the object gets to end."),
        ("orphanDependents", "boolean", "Old form of propagationPolicy."),
        ("propagationPolicy", "string", "What becomes of the objects that belong to this one: Orphan, Background or Foreground."),
    ];

    public static JsonArray ForList() => Query(List);

    public static JsonArray ForWrite() => Query(Write);

    public static JsonArray ForPatch() => Query([.. Write, ("force", "boolean", "Apply only: take fields away from other managers.")]);

    public static JsonArray ForDelete() => Query(Delete);

    /// <summary>Those of a list, to choose what is deleted, and those of a delete.</summary>
    public static JsonArray ForDeleteCollection() =>
        Query([.. List.Where(p => p.Name is not ("watch" or "allowWatchBookmarks" or "sendInitialEvents")), .. Delete]);

    /// <summary>The parameters that a path has by its form.</summary>
    public static JsonArray ForPath(string path, string kind)
    {
        List<JsonNode?> parameters = [];
        if (path.Contains("{name}", StringComparison.Ordinal))
        {
            parameters.Add(One("name", "path", "string", $"name of the {kind}"));
        }

        if (path.Contains("{namespace}", StringComparison.Ordinal))
        {
            parameters.Add(One("namespace", "path", "string", "object name and auth scope, such as for teams and projects"));
        }

        parameters.Add(One("pretty", "query", "string", "Whether JSON is laid out for people."));
        return new([.. parameters]);
    }

    private static JsonArray Query(IEnumerable<(string Name, string Type, string Description)> parameters) =>
        new([.. parameters.Select(p => One(p.Name, "query", p.Type, p.Description))]);

    private static JsonObject One(string name, string place, string type, string description)
    {
        var parameter = new JsonObject { ["name"] = name, ["in"] = place, ["description"] = description };
        if (place == "path")
        {
            parameter["required"] = true;
        }

        parameter["schema"] = new JsonObject { ["type"] = type, ["uniqueItems"] = true };
        return parameter;
    }
}
