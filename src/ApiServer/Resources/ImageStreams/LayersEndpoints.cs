using ImageStreams.Entities;
using ImageStreams.GenericApiServer;
using Microsoft.AspNetCore.Http;

namespace ImageStreams.ApiServer;

/// <summary>What a stream makes pullable. Registries ask before they serve a blob, so a tag that was just pushed must be in the answer: the stream is read from the store.</summary>
internal sealed class LayersEndpoints(StoredObjects<ImageStream> streams, ImageIndex index)
{
    public IReadOnlyDictionary<string, Func<HttpContext, Task<IResult>>> Handlers => new Dictionary<string, Func<HttpContext, Task<IResult>>>
    {
        ["get"] = GetAsync,
    };

    private async Task<IResult> GetAsync(HttpContext context)
    {
        var request = context.GetRequestInfo();
        var stream = await streams.GetAsync(request.Namespace, request.Name, StoreCaller.Of(context));
        return KubeResults.Object(await index.LayersOfAsync(stream.Value, StoreCaller.Of(context)), EntitiesJsonContext.Default.ImageStreamLayers);
    }
}
