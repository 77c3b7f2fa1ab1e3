using Microsoft.AspNetCore.Http;

namespace ImageStreams.GenericApiServer;

/// <summary>What a request is about, read from its method, path and query.</summary>
/// <remarks>docs/spec/server.md#request-info</remarks>
public sealed record RequestInfo
{
    private static readonly string[] Prefixes = ["api", "apis", "oapi"];

    /// <summary>The path as it was asked for, decoded.</summary>
    public required string Path { get; init; }

    /// <summary>What is to be done: <c>get</c>, <c>list</c>, <c>watch</c> ... for resources, the method in lower case for other paths.</summary>
    public required string Verb { get; init; }

    /// <summary>Whether the path leads into an API group; other paths are authorized by path alone.</summary>
    public bool IsResourceRequest { get; init; }

    /// <summary><c>api</c>, <c>apis</c> or <c>oapi</c>.</summary>
    public string ApiPrefix { get; init; } = "";

    /// <summary>API group; empty for the core group.</summary>
    public string Group { get; init; } = "";

    /// <summary>API version.</summary>
    public string Version { get; init; } = "";

    /// <summary>Namespace; empty for cluster-wide resources and for requests across all namespaces.</summary>
    public string Namespace { get; init; } = "";

    /// <summary>Plural name of the resource.</summary>
    public string Resource { get; init; } = "";

    /// <summary>Part of the object, for example <c>status</c>.</summary>
    public string Subresource { get; init; } = "";

    /// <summary>Name of the object, or the one name that a field selector allows.</summary>
    public string Name { get; init; } = "";

    /// <summary>Whether the name stands in the path, not only in a field selector.</summary>
    public bool IsNamed { get; init; }

    /// <summary>What follows the subresource in the path; nothing that this library serves has any.</summary>
    public string Remainder { get; init; } = "";

    /// <summary>Group and plural name.</summary>
    public GroupResource GroupResource => new(Group, Resource);

    /// <summary>Whether the answer may take as long as it wants.</summary>
    public bool IsLongRunning => IsResourceRequest && (Verb == "watch" || Subresource is "log" or "exec" or "attach" or "portforward" or "proxy");

    /// <summary>Reads a request; <paramref name="path"/> is decoded.</summary>
    /// <exception cref="ApiException">400 when a path of the old watch form names no resource.</exception>
    public static RequestInfo Parse(string method, string path, IQueryCollection query)
    {
        var plain = new RequestInfo { Path = path, Verb = method.ToLowerInvariant() };
        var parts = path.Trim('/').Split('/').AsSpan();
        if (parts.Length < 3 || !Prefixes.Contains(parts[0]))
        {
            return plain;
        }

        var info = plain with { ApiPrefix = parts[0] };
        parts = parts[1..];
        if (info.ApiPrefix == "apis")
        {
            if (parts.Length < 3)
            {
                return info;
            }

            info = info with { Group = parts[0] };
            parts = parts[1..];
        }

        info = info with { IsResourceRequest = true, Version = parts[0], Verb = VerbOf(method) };
        return ReadResource(info, parts[1..], query);
    }

    private static RequestInfo ReadResource(RequestInfo info, ReadOnlySpan<string> parts, IQueryCollection query)
    {
        if (parts[0] is "watch" or "proxy")
        {
            if (parts.Length < 2)
            {
                throw ApiException.BadRequest($"unable to determine kind and namespace from url, {info.Path}");
            }

            info = info with { Verb = parts[0] };
            parts = parts[1..];
        }

        if (parts[0] == "namespaces" && parts.Length > 1)
        {
            info = info with { Namespace = parts[1] };
            if (parts.Length > 2 && parts[2] is not ("status" or "finalize"))
            {
                parts = parts[2..];
            }
        }

        var named = parts.Length > 1;
        info = info with
        {
            Resource = parts[0],
            Name = named ? parts[1] : "",
            IsNamed = named,
            Subresource = parts.Length > 2 && info.Verb != "proxy" ? parts[2] : "",
            Remainder = parts.Length > 3 ? string.Join('/', parts[3..]) : "",
        };
        return named ? info : OfCollection(info, query);
    }

    private static RequestInfo OfCollection(RequestInfo info, IQueryCollection query) => info.Verb switch
    {
        "get" => info with { Verb = QueryValues.Bool(query, "watch") == true ? "watch" : "list", Name = NameFromSelector(query) },
        "watch" => info with { Name = NameFromSelector(query) },
        "delete" => info with { Verb = "deletecollection" },
        _ => info,
    };

    /// <summary>A list of one name is authorized like that one object; a selector that does not parse is refused later, by the list itself.</summary>
    private static string NameFromSelector(IQueryCollection query) =>
        FieldSelectorExpression.TryParse(query["fieldSelector"].ToString(), out var selector, out _)
        && selector.RequiresExactMatch("metadata.name") is { Length: > 0 } name && NameRules.PathSegment(name).Count == 0
            ? name
            : "";

    private static string VerbOf(string method) => method switch
    {
        "POST" => "create",
        "GET" or "HEAD" => "get",
        "PUT" => "update",
        "PATCH" => "patch",
        "DELETE" => "delete",
        _ => "",
    };
}
