using ImageStreams.Entities;
using ImageStreams.GenericApiServer;
using ImageStreams.Images;
using Microsoft.AspNetCore.Http;

namespace ImageStreams.ApiServer;

/// <summary>Images by the streams that they are in: <c>STREAM@ID</c>, where the id may be cut short as long as it is clear.</summary>
internal sealed class ImageStreamImageEndpoints(StreamParts parts, StreamGraphs graphs)
{
    public ServedResource Resource => new()
    {
        Kind = ImageStreamImage.ResourceKind,
        SingularName = "imagestreamimage",
        ShortNames = ["isimage"],
        Handlers = new Dictionary<string, Func<HttpContext, Task<IResult>>> { ["get"] = GetAsync },
    };

    private async Task<IResult> GetAsync(HttpContext context)
    {
        var request = context.GetRequestInfo();
        if (request.Name.Split('@') is not [{ Length: > 0 } streamName, { Length: > 0 } id])
        {
            throw ApiException.BadRequest("ImageStreamImages must be retrieved with <name>@<id>");
        }

        var stream = await parts.GetStreamAsync(context, streamName);
        var graph = await graphs.BuildAsync(StreamOutline.Of(stream).Images, StoreCaller.Of(context));
        var image = await parts.GetImageAsync(context, Resolve(graph.Layers, id, request));
        return KubeResults.Object(StreamViews.ImageOf(stream, id, image), EntitiesJsonContext.Default.ImageStreamImage, ImageStreamImageColumns.Layout);
    }

    private static string Resolve(LayerGraph layers, string id, RequestInfo request)
    {
        var match = ImageIds.Resolve(layers.Images.Keys.Select(name => name.ToString()), id);
        var resource = new GroupResource(ImageGroup.Name, "imagestreamimage"); // as the original has it: not the resource's name
        if (match.IsAmbiguous)
        {
            throw ApiException.Conflict(resource, request.Name, ImageIds.AmbiguousMessage(match, id));
        }

        return match.IsFound ? match.Images[0] : throw ApiException.NotFound(resource, request.Name);
    }
}
