using ImageStreams.Entities;
using ImageStreams.GenericApiServer;
using ImageStreams.Images;
using ImageStreams.Import;
using Microsoft.AspNetCore.Http;

namespace ImageStreams.ApiServer;

/// <summary>Tags with the images that they mean now: <c>STREAM:TAG</c>.</summary>
internal sealed class ImageStreamTagEndpoints(StreamParts parts, StoredObjects<ImageStream> streams, ImportSettingsSource settings)
{
    public ServedResource Resource => new()
    {
        Kind = ImageStreamTag.ResourceKind,
        SingularName = "imagestreamtag",
        ShortNames = ["istag"],
        Handlers = new Dictionary<string, Func<HttpContext, Task<IResult>>> { ["get"] = GetAsync, ["list"] = ListAsync },
    };

    private async Task<IResult> GetAsync(HttpContext context)
    {
        var request = context.GetRequestInfo();
        if (request.Name.Split(':') is not [{ Length: > 0 } streamName, { Length: > 0 } tag])
        {
            throw ApiException.BadRequest("ImageStreamTags must be retrieved with <name>:<tag>");
        }

        var stream = await parts.GetStreamAsync(context, streamName);
        var imageName = StreamViews.FindImageName(stream, tag) ?? throw ApiException.NotFound(request.GroupResource, request.Name);
        var image = await parts.GetImageAsync(context, imageName);
        var view = StreamViews.FindTag(stream, tag, image, settings.Current.Plan.Hosts, settings.Current.ImportMode)!;
        return KubeResults.Object(view, EntitiesJsonContext.Default.ImageStreamTag, ImageStreamTagColumns.Layout);
    }

    private async Task<IResult> ListAsync(HttpContext context)
    {
        var query = ListQuery.Parse(context.Request.Query);
        var list = new TagList(streams, query, context.GetRequestInfo().Namespace, settings.Current);
        await list.BeginAsync(StoreCaller.Of(context));
        context.Response.RegisterForDispose(list);
        return KubeResults.List(
            new StreamedList<ImageStreamTag>("ImageStreamTagList", ImageStreamTag.ResourceKind.ApiVersion, list.ItemsAsync(), () => list.Metadata),
            EntitiesJsonContext.Default.ImageStreamTag,
            ImageStreamTagColumns.Layout);
    }
}
