using System.Text.Json.Nodes;
using ImageStreams.GenericApiServer;

namespace ImageStreams.ControlPlane;

/// <summary>Objects on aggregated servers, as the garbage collector and the namespace controller need them (docs/spec/aggregation.md#controllers).</summary>
internal sealed class AggregatedObjects(RemoteCatalog catalog, BackendDocuments documents) : IForeignObjects
{
    private const int Limit = 16 << 20;
    private const int NotFound = 404;
    private const int MethodNotAllowed = 405;
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    public async Task<string?> FindUidAsync(GroupVersionKind kind, string ns, string name, CancellationToken cancellationToken)
    {
        if (catalog.Apis.Find(kind.Group, kind.Version) is not { IsAvailable: true } api ||
            catalog.Discovery.ResourcesOf(api).FirstOrDefault(r => r.Kind == kind.Kind) is not { } resource)
        {
            return null;
        }

        try
        {
            var path = $"{PathOf(api, resource, ns)}/{Uri.EscapeDataString(name)}";
            var (code, document) = await SendAsync(api, HttpMethod.Get, path, ControllerUsers.GarbageCollector, cancellationToken);
            return code switch
            {
                NotFound => "",
                >= 200 and < 300 when document?["metadata"].TextOf("uid") is { Length: > 0 } uid => uid,
                _ => null,
            };
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    public async Task<ForeignRemains> EmptyNamespaceAsync(string ns, CancellationToken cancellationToken)
    {
        var remaining = new Dictionary<string, int>(StringComparer.Ordinal);
        List<string> unknown = [];
        List<string> failures = [];
        foreach (var api in catalog.Apis.Remote.OrderBy(a => a.Name, StringComparer.Ordinal))
        {
            if (!api.IsAvailable)
            {
                unknown.Add($"{api.Group}/{api.Version}: stale GroupVersion discovery: {api.Group}/{api.Version}");
                continue;
            }

            foreach (var resource in catalog.Discovery.ResourcesOf(api).Where(IsToBeEmptied))
            {
                try
                {
                    var left = await EmptyAsync(api, resource, ns, cancellationToken);
                    if (left > 0)
                    {
                        remaining[$"{resource.Name}.{api.Group}"] = left;
                    }
                }
                catch (HttpRequestException e)
                {
                    failures.Add(e.Message);
                }
            }
        }

        return new ForeignRemains(remaining, unknown, failures);
    }

    // What cannot be listed cannot be found to be left, and what cannot be deleted goes with something else.
    private static bool IsToBeEmptied(ApiResourceDescription resource) =>
        resource.Namespaced && resource.Verbs.Contains("delete") && resource.Verbs.Contains("list");

    private static string PathOf(RemoteApi api, ApiResourceDescription resource, string ns) =>
        resource.Namespaced ? $"{api.Path}/namespaces/{Uri.EscapeDataString(ns)}/{resource.Name}" : $"{api.Path}/{resource.Name}";

    private async Task<int> EmptyAsync(RemoteApi api, ApiResourceDescription resource, string ns, CancellationToken cancellationToken)
    {
        var collection = PathOf(api, resource, ns);
        var names = await ListAsync(api, collection, cancellationToken);
        if (names.Count == 0)
        {
            return 0;
        }

        if (!resource.Verbs.Contains("deletecollection") || !await DeleteAsync(api, collection, cancellationToken))
        {
            foreach (var name in names)
            {
                await DeleteAsync(api, $"{collection}/{Uri.EscapeDataString(name)}", cancellationToken);
            }
        }

        return (await ListAsync(api, collection, cancellationToken)).Count;
    }

    private async Task<IReadOnlyList<string>> ListAsync(RemoteApi api, string collection, CancellationToken cancellationToken)
    {
        var (code, list) = await SendAsync(api, HttpMethod.Get, $"{collection}?limit=500", ControllerUsers.Namespaces, cancellationToken);
        return code switch
        {
            >= 200 and < 300 => [.. list.ObjectsOf("items").Select(i => i["metadata"].TextOf("name"))],
            NotFound or MethodNotAllowed => [],
            _ => throw Refused(code, list),
        };
    }

    /// <summary>False when the server cannot delete this way.</summary>
    private async Task<bool> DeleteAsync(RemoteApi api, string path, CancellationToken cancellationToken)
    {
        var (code, answer) = await SendAsync(api, HttpMethod.Delete, path, ControllerUsers.Namespaces, cancellationToken);
        return code switch
        {
            >= 200 and < 300 or NotFound => true,
            MethodNotAllowed => false,
            _ => throw Refused(code, answer),
        };
    }

    private Task<(int Code, JsonObject? Document)> SendAsync(
        RemoteApi api, HttpMethod method, string path, AuthenticatedUser user, CancellationToken cancellationToken) =>
        documents.SendAsync(api.Backend, method, path, user, Limit, Deadline, cancellationToken);

    private static HttpRequestException Refused(int code, JsonObject? status) => new(
        status.TextOf("message") is { Length: > 0 } message ? message : $"the server answered {code}");
}
