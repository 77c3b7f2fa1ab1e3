using System.Text.Json.Nodes;

namespace ImageStreams.GenericApiServer;

/// <summary>The documents by which clients discover what a server has.</summary>
/// <remarks>docs/spec/server.md#discovery</remarks>
public static class DiscoveryDocuments
{
    /// <summary><c>/api</c>: the versions of the core group.</summary>
    /// <param name="core">The core group.</param>
    /// <param name="address">Host and port under which the server is known.</param>
    public static JsonObject CoreVersions(ApiGroupDescription core, string address) => new()
    {
        ["kind"] = "APIVersions",
        ["versions"] = Texts(core.Versions.Select(v => v.Version)),
        ["serverAddressByClientCIDRs"] = new JsonArray(new JsonObject { ["clientCIDR"] = "0.0.0.0/0", ["serverAddress"] = address }),
    };

    /// <summary><c>/apis</c>: all named groups.</summary>
    public static JsonObject Groups(IEnumerable<ApiGroupDescription> groups) => new()
    {
        ["kind"] = "APIGroupList",
        ["apiVersion"] = "v1",
        ["groups"] = new JsonArray([.. groups.Where(g => g.Name.Length > 0).Select(GroupFields)]),
    };

    /// <summary><c>/apis/G</c>: one group.</summary>
    public static JsonObject Group(ApiGroupDescription group)
    {
        var document = new JsonObject { ["kind"] = "APIGroup", ["apiVersion"] = "v1" };
        foreach (var (name, value) in GroupFields(group))
        {
            document[name] = value?.DeepClone();
        }

        return document;
    }

    /// <summary><c>/apis/G/V</c>: the resources of a version, each followed by its subresources.</summary>
    public static JsonObject Resources(ApiGroupDescription group, ApiVersionDescription version) => new()
    {
        ["kind"] = "APIResourceList",
        ["apiVersion"] = "v1",
        ["groupVersion"] = group.GroupVersion(version),
        ["resources"] = new JsonArray([.. version.Resources
            .SelectMany(r => r.Subresources.Select(s => Subresource(r, s)).Concat(r.Verbs.Count == 0 ? [] : [Resource(r)]))
            .OrderBy(r => r["name"]!.GetValue<string>(), StringComparer.Ordinal)]),
    };

    /// <summary>Everything in one document: <c>apidiscovery.k8s.io/v2</c>.</summary>
    public static JsonObject Aggregated(IEnumerable<ApiGroupDescription> groups) => new()
    {
        ["kind"] = "APIGroupDiscoveryList",
        ["apiVersion"] = "apidiscovery.k8s.io/v2",
        ["metadata"] = new JsonObject(),
        ["items"] = new JsonArray([.. groups.Select(AggregatedGroup)]),
    };

    private static JsonObject GroupFields(ApiGroupDescription group)
    {
        JsonObject Version(ApiVersionDescription version) => new() { ["groupVersion"] = group.GroupVersion(version), ["version"] = version.Version };
        return new()
        {
            ["name"] = group.Name,
            ["versions"] = new JsonArray([.. group.Versions.Select(Version)]),
            ["preferredVersion"] = Version(group.Versions[0]),
        };
    }

    private static JsonObject Resource(ApiResourceDescription resource)
    {
        var document = new JsonObject
        {
            ["name"] = resource.Name,
            ["singularName"] = resource.SingularName,
            ["namespaced"] = resource.Namespaced,
            ["kind"] = resource.Kind,
            ["verbs"] = Verbs(resource.Verbs),
        };
        AddNames(document, resource);
        if (resource.StorageVersionHash.Length > 0)
        {
            document["storageVersionHash"] = resource.StorageVersionHash;
        }

        return document;
    }

    private static JsonObject Subresource(ApiResourceDescription resource, ApiSubresourceDescription subresource)
    {
        var document = new JsonObject
        {
            ["name"] = $"{resource.Name}/{subresource.Name}",
            ["singularName"] = "",
            ["namespaced"] = resource.Namespaced,
        };
        if (subresource.Group is not null || subresource.Version is not null)
        {
            document["group"] = subresource.Group;
            document["version"] = subresource.Version;
        }

        document["kind"] = subresource.Kind;
        document["verbs"] = Verbs(subresource.Verbs);
        return document;
    }

    private static JsonObject AggregatedGroup(ApiGroupDescription group) => new()
    {
        ["metadata"] = group.Name.Length == 0 ? [] : new JsonObject { ["name"] = group.Name },
        ["versions"] = new JsonArray([.. group.Versions.Select(version => new JsonObject
        {
            ["version"] = version.Version,
            ["resources"] = new JsonArray([.. version.Resources.OrderBy(r => r.Name, StringComparer.Ordinal).Select(AggregatedResource)]),
            ["freshness"] = version.IsCurrent ? "Current" : "Stale",
        })]),
    };

    private static JsonObject AggregatedResource(ApiResourceDescription resource)
    {
        var document = new JsonObject
        {
            ["resource"] = resource.Name,
            ["responseKind"] = ResponseKind(resource.Kind, null, null),
            ["scope"] = resource.Namespaced ? "Namespaced" : "Cluster",
            ["singularResource"] = resource.SingularName,
            ["verbs"] = Verbs(resource.Verbs),
        };
        AddNames(document, resource);
        if (resource.Subresources.Count > 0)
        {
            document["subresources"] = new JsonArray([.. resource.Subresources.OrderBy(s => s.Name, StringComparer.Ordinal).Select(s => new JsonObject
            {
                ["subresource"] = s.Name,
                ["responseKind"] = ResponseKind(s.Kind, s.Group, s.Version),
                ["verbs"] = Verbs(s.Verbs),
            })]);
        }

        return document;
    }

    private static void AddNames(JsonObject document, ApiResourceDescription resource)
    {
        if (resource.ShortNames.Count > 0)
        {
            document["shortNames"] = Texts(resource.ShortNames);
        }

        if (resource.Categories.Count > 0)
        {
            document["categories"] = Texts(resource.Categories);
        }
    }

    private static JsonObject ResponseKind(string kind, string? group, string? version) =>
        new() { ["group"] = group ?? "", ["version"] = version ?? "", ["kind"] = kind };

    private static JsonArray Verbs(IEnumerable<string> verbs) => Texts(verbs.Order(StringComparer.Ordinal));

    private static JsonArray Texts(IEnumerable<string> texts) => new([.. texts.Select(t => (JsonNode)t)]);
}
