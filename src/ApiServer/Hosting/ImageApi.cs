using ImageStreams.GenericApiServer;
using Microsoft.AspNetCore.Http;

namespace ImageStreams.ApiServer;

/// <summary>What comes past authentication and authorization ends here: at a resource, or at what a server tells about itself.</summary>
internal sealed class ImageApi(
    ResourceRouter router, DiscoveryEndpoints discovery, OpenApiEndpoints openApi, HealthEndpoints health, VersionInfo version, PrometheusEndpoint? metrics)
{
    private static readonly string[] Paths =
    [
        "/apis", "/apis/image.openshift.io", "/apis/image.openshift.io/v1", "/healthz", "/livez", "/openapi/v2", "/openapi/v3", "/readyz", "/version",
    ];

    public async Task InvokeAsync(HttpContext context)
    {
        if (metrics is not null && context.GetDecodedPath() == "/metrics" && HttpMethods.IsGet(context.Request.Method))
        {
            await metrics.InvokeAsync(context);
            return;
        }

        LegacyPathMiddleware.EnsureReads(context);
        var request = context.GetRequestInfo();
        var handler = router.Find(request, context.Request.Method);
        if (handler is not null)
        {
            ResponseFormat.EnsureAcceptable(context.Request, request.Verb);
        }

        var result = handler is not null ? await handler(context) : await AnswerAsync(context);
        await result.ExecuteAsync(context);
    }

    private async Task<IResult> AnswerAsync(HttpContext context)
    {
        var path = $"/{context.GetDecodedPath().Trim('/')}";
        return path switch
        {
            "/" => PathResults.Index(Paths),
            "/version" => version.ToResult(),
            _ => discovery.Find(context) ?? openApi.Find(context) ?? await health.FindAsync(context) ?? PathResults.Index(Paths, StatusCodes.Status404NotFound),
        };
    }
}
