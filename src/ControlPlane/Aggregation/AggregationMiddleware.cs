using ImageStreams.GenericApiServer;
using Microsoft.AspNetCore.Http;

namespace ImageStreams.ControlPlane;

/// <summary>Sends what another server serves to that server; stands behind authorization.</summary>
internal sealed class AggregationMiddleware(RequestDelegate next, AggregatedApis apis, AggregationProxy proxy)
{
    public Task InvokeAsync(HttpContext context) =>
        Find(context.GetDecodedPath()) is { } api ? proxy.ForwardAsync(context, api) : next(context);

    // /apis/GROUP/VERSION and all below, and the schema of the group version.
    private RemoteApi? Find(string path)
    {
        var parts = path.Trim('/').Split('/'); // as RequestInfo does: what was authorized is what is looked up
        return parts switch
        {
            ["apis", var group, var version, ..] => apis.Find(group, version),
            ["openapi", "v3", "apis", var group, var version] => apis.Find(group, version),
            _ => null,
        };
    }
}
