using System.Text.Json.Nodes;
using ImageStreams.GenericApiServer;

namespace ImageStreams.ControlPlane;

/// <summary>Asks aggregated servers on behalf of the controllers.</summary>
internal sealed class ForeignObjects(AggregatedApis apis, BackendDocuments documents, BackendClients clients, TimeProvider time) : IForeignObjects
{
    private const int Limit = 32 << 20;
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(10);

    public async Task<string?> FindUidAsync(GroupVersionKind kind, string ns, string name, CancellationToken cancellationToken)
    {
        if (apis.Find(kind.Group, kind.Version) is not { } api)
        {
            return null;
        }

        try
        {
            var resource = (await ResourcesAsync(api, cancellationToken)).FirstOrDefault(r => r.Text("kind") == kind.Kind && !r.Text("name").Contains('/', StringComparison.Ordinal));
            if (resource is null)
            {
                return null;
            }

            var path = PathOf(api, resource.Truth("namespaced") == true ? ns : "", resource.Text("name"));
            using var answer = await SendAsync(api, HttpMethod.Get, $"{path}/{Uri.EscapeDataString(name)}", ControllerUsers.GarbageCollector, cancellationToken);
            if (answer.StatusCode == System.Net.HttpStatusCode.NotFound)
            {
                return "";
            }

            return answer.IsSuccessStatusCode ? (await ReadAsync(answer, cancellationToken)).Metadata.Text("uid") : null;
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    public async Task<ForeignRemains> EmptyNamespaceAsync(string ns, CancellationToken cancellationToken)
    {
        var remaining = new Dictionary<string, int>(StringComparer.Ordinal);
        List<string> discovery = [], deletion = [];
        foreach (var api in apis.Remote)
        {
            IReadOnlyList<JsonObject> resources;
            try
            {
                resources = await ResourcesAsync(api, cancellationToken);
            }
            catch (HttpRequestException e)
            {
                discovery.Add($"{api.Group}/{api.Version}: {e.Message}");
                continue;
            }

            foreach (var resource in resources.Where(r => r.Truth("namespaced") == true && r.Texts("verbs").Contains("delete") && r.Texts("verbs").Contains("list")))
            {
                await EmptyAsync(api, resource, ns, remaining, deletion, cancellationToken);
            }
        }

        return new ForeignRemains(remaining, discovery, deletion);
    }

    private static string PathOf(RemoteApi api, string ns, string plural) =>
        ns.Length == 0 ? $"/apis/{api.Group}/{api.Version}/{plural}" : $"/apis/{api.Group}/{api.Version}/namespaces/{ns}/{plural}";

    private static async Task<JsonObject> ReadAsync(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        await using var stream = await answer.Content.ReadAsStreamAsync(cancellationToken);
        try
        {
            return await JsonNode.ParseAsync(stream, cancellationToken: cancellationToken) as JsonObject ?? [];
        }
        catch (System.Text.Json.JsonException e)
        {
            throw new HttpRequestException($"the answer is no JSON: {e.Message}", e);
        }
    }

    private async Task EmptyAsync(
        RemoteApi api, JsonObject resource, string ns, Dictionary<string, int> remaining, List<string> failures, CancellationToken cancellationToken)
    {
        var plural = resource.Text("name");
        var path = PathOf(api, ns, plural);
        try
        {
            foreach (var item in await ListAsync(api, path, cancellationToken))
            {
                using var answer = await SendAsync(
                    api, HttpMethod.Delete, $"{path}/{Uri.EscapeDataString(item.Name)}?propagationPolicy=Background", ControllerUsers.Namespaces, cancellationToken);
                if (!answer.IsSuccessStatusCode && answer.StatusCode != System.Net.HttpStatusCode.NotFound)
                {
                    failures.Add($"{plural}.{api.Group} {item.Name}: {(int)answer.StatusCode}");
                }
            }

            if ((await ListAsync(api, path, cancellationToken)).Count is > 0 and var left)
            {
                remaining[$"{plural}.{api.Group}"] = left;
            }
        }
        catch (HttpRequestException e)
        {
            failures.Add($"{plural}.{api.Group}: {e.Message}");
        }
    }

    private async Task<IReadOnlyList<JsonObject>> ListAsync(RemoteApi api, string path, CancellationToken cancellationToken)
    {
        using var answer = await SendAsync(api, HttpMethod.Get, path, ControllerUsers.Namespaces, cancellationToken);
        return answer.IsSuccessStatusCode
            ? [.. (await ReadAsync(answer, cancellationToken)).Objects("items")]
            : throw new HttpRequestException($"the server answered {(int)answer.StatusCode}");
    }

    private async Task<IReadOnlyList<JsonObject>> ResourcesAsync(RemoteApi api, CancellationToken cancellationToken) =>
        [.. (await documents.GetAsync(api.Backend, $"/apis/{api.Group}/{api.Version}", Limit, Deadline, cancellationToken)).Objects("resources")];

    private async Task<HttpResponseMessage> SendAsync(RemoteApi api, HttpMethod method, string path, AuthenticatedUser user, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, new Uri($"https://{api.Backend.Host}:{api.Backend.Port}{path}"));
        ForwardedHeaders.AddUser(request.Headers, user);
        using var deadline = new CancellationTokenSource(Deadline, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            return await clients.SendAsync(api.Backend, request, either.Token);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new HttpRequestException($"no answer within {Deadline.TotalSeconds} s", e);
        }
    }
}
