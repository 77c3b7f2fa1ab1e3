using System.Text.Json.Nodes;
using ImageStreams.GenericApiServer;
using Microsoft.AspNetCore.Http;

namespace ImageStreams.ControlPlane;

/// <summary>Answers the paths that are no resources: discovery, schemas, version, health, metrics, token keys.</summary>
internal sealed class PathEndpoints(
    ServedApis apis, ServedSchemas schemas, ControlPlaneVersion version, HealthEndpoints health, OpenIdDiscovery tokens) : IDisposable
{
    private readonly DiscoveryEndpoints _discovery = new(() => apis.Groups);
    private readonly OpenApiEndpoints _openApi = new(() => schemas.Model);
    private readonly PrometheusEndpoint _metrics = new(ApiServerMetrics.MeterName);

    /// <summary>The answer; null for paths that are not known.</summary>
    public async Task<IResult?> FindAsync(HttpContext context) =>
        _discovery.Find(context) ?? _openApi.Find(context) ?? await health.FindAsync(context) ?? Others(context);

    public void Dispose() => _metrics.Dispose();

    private IResult? Others(HttpContext context)
    {
        var path = context.GetDecodedPath().TrimEnd('/');
        IResult? found = path switch
        {
            "" => KubeResults.Document(new JsonObject { ["paths"] = new JsonArray([.. Paths().Select(p => (JsonNode)p)]) }),
            "/version" => version.Info.ToResult(),
            "/metrics" => new MetricsResult(_metrics),
            OpenIdDiscovery.ConfigurationPath => KubeResults.Document(tokens.Configuration()),
            OpenIdDiscovery.KeySetPath => Results.Bytes(KubeJson.ToUtf8(tokens.KeySet()), OpenIdDiscovery.KeySetMediaType),
            _ => null,
        };
        return found is null || HttpMethods.IsGet(context.Request.Method) ? found : throw ApiException.MethodNotAllowed();
    }

    private sealed class MetricsResult(PrometheusEndpoint metrics) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext) => metrics.InvokeAsync(httpContext);
    }

    private IEnumerable<string> Paths()
    {
        string[] fixedPaths = ["/.well-known/openid-configuration", "/api", "/apis", "/healthz", "/livez", "/metrics", "/openapi/v2", "/openapi/v3", "/openid/v1/jwks", "/readyz", "/version"];
        var groups = apis.Groups.SelectMany(g => g.Name.Length == 0
            ? g.Versions.Select(v => $"/api/{v.Version}")
            : g.Versions.Select(v => $"/apis/{g.Name}/{v.Version}").Prepend($"/apis/{g.Name}"));
        return fixedPaths.Concat(groups).Order(StringComparer.Ordinal);
    }
}
