using ImageStreams.GenericApiServer;
using Microsoft.AspNetCore.Http;

namespace ImageStreams.ControlPlane;

/// <summary>Finds who answers a request; stands behind authorization and the aggregator.</summary>
internal sealed class Dispatcher(IResourceSource resources, ExtraResources extras, ResourceRequests requests, PathEndpoints paths)
{
    public async Task InvokeAsync(HttpContext context)
    {
        var result = await AnswerAsync(context, context.GetRequestInfo());
        await result.ExecuteAsync(context);
    }

    private async Task<IResult> AnswerAsync(HttpContext context, RequestInfo request)
    {
        if (!request.IsResourceRequest)
        {
            return await paths.FindAsync(context) ?? PathResults.NotFoundText();
        }

        if (extras.Find(request) is { } extra)
        {
            return extra.Verbs.Contains(request.Verb) && extra.Namespaced == (request.Namespace.Length > 0 && request.Resource != "namespaces")
                ? await extra.Handler(context, request)
                : throw ApiException.MethodNotAllowed();
        }

        var catalog = resources.Current;
        if (catalog.Find(request.Group, request.Version, request.Resource) is not { } resource)
        {
            return IsServed(catalog, request.Group)
                ? throw ApiException.PathNotFound()
                : PathResults.NotFoundText();
        }

        if (resource.DeprecationWarning is { } warning)
        {
            WarningHeader.Add(context.Response, warning);
        }

        return await requests.HandleAsync(context, request, resource);
    }

    private bool IsServed(ResourceCatalog catalog, string group) =>
        catalog.Resources.Any(r => r.Kind.Group == group) || extras.All.Any(e => e.Parent.Group == group);
}
