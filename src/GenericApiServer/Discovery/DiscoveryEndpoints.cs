using Microsoft.AspNetCore.Http;

namespace ImageStreams.GenericApiServer;

/// <summary>Answers the paths of discovery.</summary>
/// <param name="groups">All groups as they are at the moment, in the order of their preference; the core group has an empty name.</param>
public sealed class DiscoveryEndpoints(Func<IReadOnlyList<ApiGroupDescription>> groups)
{
    private const string AggregatedType = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";

    /// <summary>The answer, if the path is one of discovery's; null for any other path, and for groups that are not known.</summary>
    /// <exception cref="ApiException">404 for an unknown version of a known group, 405 for anything but GET.</exception>
    public IResult? Find(HttpContext context)
    {
        var parts = context.GetDecodedPath().Trim('/').Split('/');
        var all = groups();
        var found = parts switch
        {
            ["api"] => all.FirstOrDefault(g => g.Name.Length == 0) is { } core ? Core(context, core) : null,
            ["apis"] => Groups(context, [.. all.Where(g => g.Name.Length > 0)]),
            ["api", var version] => Version(all.FirstOrDefault(g => g.Name.Length == 0), version),
            ["apis", var group] => all.FirstOrDefault(g => g.Name == group && group.Length > 0) is { } one
                ? KubeResults.Document(DiscoveryDocuments.Group(one))
                : null,
            ["apis", var group, var version] => Version(all.FirstOrDefault(g => g.Name == group && group.Length > 0), version),
            _ => null,
        };
        return found is null || HttpMethods.IsGet(context.Request.Method) ? found : throw ApiException.MethodNotAllowed();
    }

    private static IResult Core(HttpContext context, ApiGroupDescription core) => WantsAggregated(context.Request)
        ? Aggregated([core])
        : KubeResults.Document(DiscoveryDocuments.CoreVersions(core, context.Request.Host.Value ?? ""));

    private static IResult Groups(HttpContext context, IReadOnlyList<ApiGroupDescription> named) =>
        WantsAggregated(context.Request) ? Aggregated(named) : KubeResults.Document(DiscoveryDocuments.Groups(named));

    private static IResult? Version(ApiGroupDescription? group, string version) => group is null
        ? null
        : KubeResults.Document(DiscoveryDocuments.Resources(
            group,
            group.Versions.FirstOrDefault(v => v.Version == version) ?? throw ApiException.PathNotFound()));

    private static EntityTagResult Aggregated(IReadOnlyList<ApiGroupDescription> described) =>
        new(new TaggedDocument(KubeJson.ToUtf8(DiscoveryDocuments.Aggregated(described)), AggregatedType));

    /// <summary>Whether the aggregated form comes before any other that is served in the caller's order of wishes.</summary>
    private static bool WantsAggregated(HttpRequest request)
    {
        foreach (var clause in AcceptClause.Parse(request.Headers.Accept.ToString()))
        {
            var kind = clause.Parameter("as");
            if (kind.Length == 0 && (clause.Covers("application/json") || clause.Covers("application/yaml")))
            {
                return false;
            }

            if (kind == "APIGroupDiscoveryList" && clause.Parameter("g") == "apidiscovery.k8s.io" && clause.Parameter("v") == "v2"
                && clause.Covers("application/json"))
            {
                return true;
            }
        }

        return false;
    }
}
