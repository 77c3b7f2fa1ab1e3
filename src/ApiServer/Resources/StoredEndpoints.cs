using ImageStreams.Entities;
using ImageStreams.GenericApiServer;
using Microsoft.AspNetCore.Http;

namespace ImageStreams.ApiServer;

/// <summary>The verbs of a stored kind, between HTTP and the store.</summary>
internal sealed class StoredEndpoints<T>(
    StoredObjects<T> store, StoredWrites<T> writes, StoredApplies<T> applies, TableLayout<T> layout)
    where T : class, IResource<T>
{
    private static readonly PatchType[] Patches = [PatchType.Json, PatchType.Merge, PatchType.StrategicMerge, PatchType.Apply];

    /// <summary>All verbs of the resource itself.</summary>
    public IReadOnlyDictionary<string, Func<HttpContext, Task<IResult>>> Handlers(IApplyStrategy<T> strategy) => new Dictionary<string, Func<HttpContext, Task<IResult>>>
    {
        ["get"] = GetAsync,
        ["list"] = ListAsync,
        ["watch"] = WatchAsync,
        ["create"] = async context => Answer(await writes.CreateAsync(context, strategy), StatusCodes.Status201Created),
        ["update"] = context => UpdateAsync(context, strategy),
        ["patch"] = context => PatchAsync(context, strategy),
        ["delete"] = DeleteAsync,
        ["deletecollection"] = DeleteCollectionAsync,
    };

    /// <summary>The verbs of a part of the resource that can be read and written.</summary>
    public IReadOnlyDictionary<string, Func<HttpContext, Task<IResult>>> PartHandlers(IApplyStrategy<T> strategy) => new Dictionary<string, Func<HttpContext, Task<IResult>>>
    {
        ["get"] = GetAsync,
        ["update"] = context => UpdateAsync(context, strategy),
        ["patch"] = context => PatchAsync(context, strategy),
    };

    private async Task<IResult> GetAsync(HttpContext context)
    {
        var request = context.GetRequestInfo();
        var version = GetQuery.Parse(context.Request.Query).ResourceVersion;
        return Answer((await store.GetAsync(request.Namespace, request.Name, version, StoreCaller.Of(context))).Value, StatusCodes.Status200OK);
    }

    private async Task<IResult> ListAsync(HttpContext context)
    {
        var query = ListQuery.Parse(context.Request.Query);
        var page = await store.ListAsync(context.GetRequestInfo().Namespace, query, StoreCaller.Of(context));
        return ListOf(context, page);
    }

    private async Task<IResult> WatchAsync(HttpContext context)
    {
        var request = context.GetRequestInfo();
        var query = ListQuery.Parse(context.Request.Query);
        if (request.IsNamed)
        {
            query = query with { FieldSelector = FieldSelectorExpression.Parse(new FieldRequirement("metadata.name", request.Name, IsEqual: true).ToString()) };
        }

        var events = await store.WatchAsync(request.Namespace, query, StoreCaller.Of(context));
        return KubeResults.Watch(events, new WatchSettings { Timeout = query.Timeout, Layout = layout.ForJson(T.JsonTypeInfo) });
    }

    private async Task<IResult> UpdateAsync(HttpContext context, IApplyStrategy<T> strategy) =>
        Answer(await writes.UpdateAsync(context, strategy), StatusCodes.Status200OK);

    private async Task<IResult> PatchAsync(HttpContext context, IApplyStrategy<T> strategy)
    {
        var patch = await PatchRequest.ReadAsync(context, Patches, context.RequestAborted);
        if (patch.Type != PatchType.Apply)
        {
            return Answer(await writes.PatchAsync(context, patch, strategy), StatusCodes.Status200OK);
        }

        var (value, isNew) = await applies.ApplyAsync(context, patch, strategy);
        return Answer(value, isNew ? StatusCodes.Status201Created : StatusCodes.Status200OK);
    }

    private async Task<IResult> DeleteAsync(HttpContext context)
    {
        var request = context.GetRequestInfo();
        var options = await RequestBody.ReadDeleteOptionsAsync(context, context.RequestAborted);
        var query = DeleteQuery.Parse(context.Request.Query, options);
        var deleted = await store.DeleteAsync(request.Namespace, request.Name, query, StoreCaller.Of(context));
        return deleted.Match(KubeResults.Status, value => Answer(value, StatusCodes.Status200OK));
    }

    private async Task<IResult> DeleteCollectionAsync(HttpContext context)
    {
        var options = await RequestBody.ReadDeleteOptionsAsync(context, context.RequestAborted);
        var query = DeleteQuery.Parse(context.Request.Query, options);
        var selection = ListQuery.Parse(context.Request.Query);
        var (ns, caller) = (context.GetRequestInfo().Namespace, StoreCaller.Of(context));
        return SelectorTranslation.OursOf(selection.FieldSelector).IsEmpty
            ? ListOf(context, await store.DeleteCollectionAsync(ns, selection, query, caller))
            : ListOf(await new SelectedDeletion<T>(store).RunAsync(ns, selection, query, caller));
    }

    private IResult ListOf(KubernetesList<T> list) => KubeResults.List(
        list with { Items = [.. list.Items!.Select(item => store.Kind.Shape(store.Kind.AsItem(item)))] }, T.JsonTypeInfo, layout);

    private IResult ListOf(HttpContext context, StoredPage<T> page)
    {
        context.Response.RegisterForDispose(page);
        var items = page.ItemsAsync(context.RequestAborted).Select(item => store.Kind.Shape(store.Kind.AsItem(item)));
        var kind = store.Kind.Served;
        return KubeResults.List(new StreamedList<T>($"{kind.Kind}List", kind.Kind, kind.ApiVersion, items, () => page.Metadata), T.JsonTypeInfo, layout);
    }

    private IResult Answer(T value, int code) => KubeResults.Object(store.Kind.Shape(value), T.JsonTypeInfo, layout, code);
}
