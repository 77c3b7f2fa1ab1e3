using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;

namespace ImageStreams.ControlPlane;

/// <summary>The schemas of aggregated servers, as last heard from them (docs/spec/aggregation.md#schemas).</summary>
internal sealed partial class RemoteOpenApi(BackendDocuments documents, ILogger<RemoteOpenApi> logger)
{
    private const int Limit = 32 << 20;
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);
    private readonly ConcurrentDictionary<string, Entry> _entries = new(StringComparer.Ordinal);

    /// <summary>Counts up with every change, so that whoever builds documents knows when to build them again.</summary>
    public int Generation { get; private set; }

    /// <summary>What the index of <c>/openapi/v3</c> says of a group version: the URL of its document; null when the server has none.</summary>
    public string? V3UrlOf(RemoteApi api) => _entries.GetValueOrDefault(api.Name)?.V3Url;

    /// <summary>The part of the server's <c>/openapi/v2</c> that is about the group version; null when it has none.</summary>
    public JsonObject? V2Of(RemoteApi api) => _entries.GetValueOrDefault(api.Name)?.V2;

    public async Task RefreshAsync(RemoteApi api, CancellationToken cancellationToken)
    {
        var entry = new Entry(await FindV3Async(api, cancellationToken), await FindV2Async(api, cancellationToken));
        var previous = _entries.GetValueOrDefault(api.Name);
        if (previous is null || previous.V3Url != entry.V3Url || !JsonNode.DeepEquals(previous.V2, entry.V2))
        {
            _entries[api.Name] = entry;
            Generation++;
        }
    }

    public void Forget(string name)
    {
        if (_entries.TryRemove(name, out _))
        {
            Generation++;
        }
    }

    private async Task<string?> FindV3Async(RemoteApi api, CancellationToken cancellationToken)
    {
        try
        {
            var index = await documents.GetAsync(api.Backend, "/openapi/v3", Limit, Deadline, cancellationToken);
            return index["paths"].Field(api.Path[1..]).TextOf("serverRelativeURL") is { Length: > 0 } url ? url : null;
        }
        catch (HttpRequestException e)
        {
            LogNone(api.Name, "v3", e.Message);
            return null;
        }
    }

    private async Task<JsonObject?> FindV2Async(RemoteApi api, CancellationToken cancellationToken)
    {
        try
        {
            return OpenApiV2.PartOf(await documents.GetAsync(api.Backend, "/openapi/v2", Limit, Deadline, cancellationToken), api.Path);
        }
        catch (HttpRequestException e)
        {
            LogNone(api.Name, "v2", e.Message);
            return null;
        }
    }

    [LoggerMessage(LogLevel.Debug, "API service {ApiService} gives no OpenAPI {OpenApiVersion}: {Reason}")]
    private partial void LogNone(string apiService, string openApiVersion, string reason);

    private sealed record Entry(string? V3Url, JsonObject? V2);
}
