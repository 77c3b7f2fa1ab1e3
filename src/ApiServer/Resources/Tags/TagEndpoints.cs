using ImageStreams.Entities;
using ImageStreams.GenericApiServer;
using Microsoft.AspNetCore.Http;

namespace ImageStreams.ApiServer;

/// <summary>The verbs of a resource of tags, between HTTP and the streams.</summary>
internal sealed class TagEndpoints<T>(ITagKind<T> kind, TagWrites<T> writes, StreamParts parts, StoredObjects<ImageStream> streams)
    where T : class, IResource<T>
{
    private static readonly PatchType[] Patches = [PatchType.Json, PatchType.Merge, PatchType.StrategicMerge, PatchType.Apply];

    public IReadOnlyDictionary<string, Func<HttpContext, Task<IResult>>> Handlers => new Dictionary<string, Func<HttpContext, Task<IResult>>>
    {
        ["get"] = GetAsync,
        ["list"] = ListAsync,
        ["watch"] = WatchAsync,
        ["create"] = async context => Answer(context, await writes.CreateAsync(context), StatusCodes.Status201Created),
        ["update"] = async context => Answer(context, await writes.UpdateAsync(context)),
        ["patch"] = PatchAsync,
        ["delete"] = async context => KubeResults.Status(await writes.DeleteAsync(context)),
    };

    private async Task<IResult> GetAsync(HttpContext context)
    {
        var request = context.GetRequestInfo();
        var name = TagName.Parse(request.Name, T.ResourceKind.Kind);
        var stream = await parts.GetStreamAsync(context, name.Stream);
        if (!kind.NamesIn(stream).Contains(name.Tag))
        {
            throw ApiException.NotFound(request.GroupResource, request.Name);
        }

        var imageName = Images.StreamViews.FindImageName(stream, name.Tag);
        var image = imageName is null ? null : kind.NeedsImage ? await parts.GetImageAsync(context, imageName) : await parts.FindImageAsync(context, imageName);
        return Answer(context, kind.Show(stream, name.Tag, image), StatusCodes.Status200OK);
    }

    private async Task<IResult> ListAsync(HttpContext context)
    {
        var query = ListQuery.Parse(context.Request.Query);
        var list = new TagList<T>(kind, streams, query, context.GetRequestInfo().Namespace);
        await list.BeginAsync(StoreCaller.Of(context));
        context.Response.RegisterForDispose(list);
        var items = list.ItemsAsync().Select(TagMetadata.ViewFor(kind, ResponseFormat.NegotiateResource(context.Request), apiVersion: null));
        return KubeResults.List(
            new StreamedList<T>($"{T.ResourceKind.Kind}List", T.ResourceKind.Kind, T.ResourceKind.ApiVersion, items, () => list.Metadata), T.JsonTypeInfo, kind.Layout);
    }

    private async Task<IResult> WatchAsync(HttpContext context)
    {
        var request = context.GetRequestInfo();
        var query = ListQuery.Parse(context.Request.Query);
        if (request.IsNamed)
        {
            query = query with { FieldSelector = FieldSelectorExpression.Parse(new FieldRequirement("metadata.name", request.Name, IsEqual: true).ToString()) };
        }

        var view = TagMetadata.ViewFor(kind, ResponseFormat.NegotiateWatch(context.Request), T.ResourceKind.ApiVersion);
        var events = await new TagWatch<T>(kind, streams, query, request.Namespace, view).OpenAsync(StoreCaller.Of(context));
        return KubeResults.Watch(events, new WatchSettings { Timeout = query.Timeout, Layout = kind.Layout.ForJson(T.JsonTypeInfo) });
    }

    private async Task<IResult> PatchAsync(HttpContext context)
    {
        var patch = await PatchRequest.ReadAsync(context, Patches, context.RequestAborted);
        return Answer(context, await writes.PatchAsync(context, patch));
    }

    private IResult Answer(HttpContext context, (T Value, bool IsNew) written) =>
        Answer(context, written.Value, written.IsNew ? StatusCodes.Status201Created : StatusCodes.Status200OK);

    private IResult Answer(HttpContext context, T value, int code)
    {
        var view = TagMetadata.ViewFor(kind, ResponseFormat.NegotiateResource(context.Request), T.ResourceKind.ApiVersion);
        return KubeResults.Object(view(value), T.JsonTypeInfo, kind.Layout, code);
    }
}
