using ImageStreams.Entities;
using ImageStreams.GenericApiServer;
using Microsoft.AspNetCore.Http;

namespace ImageStreams.ApiServer;

/// <summary>Reads what virtual objects are made of. What is missing is said to be missing as an object of the resource that was asked for.</summary>
internal sealed class StreamParts(StoredObjects<ImageStream> streams, StoredObjects<Image> images)
{
    /// <exception cref="ApiException">404 naming the stream, among others.</exception>
    public async Task<ImageStream> GetStreamAsync(HttpContext context, string name)
    {
        var request = context.GetRequestInfo();
        return (await streams.FindAsync(request.Namespace, name, StoreCaller.Of(context)))?.Value ?? throw ApiException.NotFound(request.GroupResource, name);
    }

    /// <exception cref="ApiException">404 naming the image, among others.</exception>
    public async Task<Image> GetImageAsync(HttpContext context, string name) =>
        await FindImageAsync(context, name) ?? throw ApiException.NotFound(context.GetRequestInfo().GroupResource, name);

    /// <summary>The image; null when it has been deleted.</summary>
    public async Task<Image?> FindImageAsync(HttpContext context, string name) => (await images.FindAsync("", name, StoreCaller.Of(context)))?.Value;
}
