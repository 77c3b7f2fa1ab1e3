using System.Text.Json.Nodes;
using ImageStreams.Entities;
using ImageStreams.GenericApiServer;
using Microsoft.AspNetCore.Http;

namespace ImageStreams.ControlPlane;

/// <summary>Answers requests for stored resources, by verb.</summary>
internal sealed class ResourceRequests(
    IncomingDocuments documents, ObjectReads reads, ObjectWatches watches, ObjectWriter writer, ObjectPatches patches, ObjectDeleter deleter)
{
    /// <exception cref="ApiException">405 for what the resource does not offer, and whatever the verb refuses.</exception>
    public Task<IResult> HandleAsync(HttpContext context, RequestInfo request, ServedResource resource)
    {
        EnsureOffered(request, resource);
        ResponseFormat.EnsureAcceptable(context.Request, request.Verb);
        return request.Verb switch
        {
            "get" => GetAsync(context, request, resource),
            "list" => ListAsync(context, request, resource),
            "watch" => WatchAsync(context, request, resource),
            "create" => CreateAsync(context, request, resource),
            "update" => UpdateAsync(context, request, resource),
            "patch" => PatchAsync(context, request, resource),
            "delete" => DeleteAsync(context, request, resource),
            _ => DeleteCollectionAsync(context, request, resource),
        };
    }

    /// <summary>The caller, and how he wants to write.</summary>
    internal static WriteContext ContextOf(HttpContext context, WriteQuery query) => new()
    {
        User = context.GetUser(),
        Manager = query.ManagerOr(context.Request.Headers.UserAgent.ToString()),
        DryRun = query.DryRun,
        Validation = query.FieldValidation,
        Warn = text => WarningHeader.Add(context.Response, text),
    };

    internal static IResult Answer(ServedResource resource, ReadOnlyMemory<byte> json, int code = StatusCodes.Status200OK) =>
        new ServedObjectResult(json, resource.Layout, code);

    private static void EnsureOffered(RequestInfo request, ServedResource resource)
    {
        var inNamespace = request.Namespace.Length > 0 && resource.StoreResource != NamespaceGate.Resource;
        if (inNamespace && !resource.Namespaced)
        {
            throw ApiException.PathNotFound();
        }

        if (request.Subresource.Length > 0 && (request.Subresource != "status" || !resource.HasStatus || request.Remainder.Length > 0))
        {
            throw ApiException.PathNotFound();
        }

        var needsNamespace = resource.Namespaced && !inNamespace && request.Verb is not ("list" or "watch");
        var isOffered = (request.Verb, request.IsNamed, request.Subresource) switch
        {
            ("get" or "update" or "patch", true, _) => true,
            ("delete", true, "") or ("list" or "create" or "deletecollection", false, "") or ("watch", _, "") => true,
            _ => false,
        };
        if (needsNamespace && request.IsNamed)
        {
            throw ApiException.PathNotFound(); // no such path, while that of all namespaces is there to be listed
        }

        if (!isOffered || needsNamespace || !resource.Verbs.Contains(request.Verb))
        {
            throw ApiException.MethodNotAllowed();
        }
    }

    private static StoreKey KeyOf(RequestInfo request, ServedResource resource) => resource.Key(request.Namespace, request.Name);

    private async Task<IResult> GetAsync(HttpContext context, RequestInfo request, ServedResource resource)
    {
        var found = await reads.GetAsync(resource, KeyOf(request, resource), GetQuery.Parse(context.Request.Query), context.RequestAborted);
        return Answer(resource, resource.Render(found));
    }

    private async Task<IResult> ListAsync(HttpContext context, RequestInfo request, ServedResource resource)
    {
        var query = ListQuery.Parse(context.Request.Query);
        var list = await reads.ListAsync(ObjectSelection.Of(resource, request, query), query, context.RequestAborted);
        return KubeResults.List(list, resource.Layout);
    }

    private async Task<IResult> WatchAsync(HttpContext context, RequestInfo request, ServedResource resource)
    {
        var query = ListQuery.Parse(context.Request.Query);
        var events = await watches.StartAsync(ObjectSelection.Of(resource, request, query), query, context.RequestAborted);
        return KubeResults.Watch(events, new WatchSettings { Timeout = query.Timeout, Layout = resource.Layout });
    }

    private async Task<IResult> CreateAsync(HttpContext context, RequestInfo request, ServedResource resource)
    {
        var query = WriteQuery.ForCreate(context.Request.Query);
        var document = await documents.ReadAsync(context, resource, query.FieldValidation, context.RequestAborted);
        var written = await writer.CreateAsync(resource, request.Namespace, document, ContextOf(context, query));
        return Answer(resource, written.Json, StatusCodes.Status201Created);
    }

    private async Task<IResult> UpdateAsync(HttpContext context, RequestInfo request, ServedResource resource)
    {
        var query = WriteQuery.ForUpdate(context.Request.Query);
        var document = await documents.ReadAsync(context, resource, query.FieldValidation, context.RequestAborted);
        EnsureName(request, document);
        var createsMissing = resource.Rules.UpdateCreates && request.Subresource.Length == 0;
        var written = await writer.UpdateAsync(
            resource, KeyOf(request, resource), request.Subresource, Replaced, createsMissing, ContextOf(context, query));
        return Answer(resource, written.Json, written.IsNew ? StatusCodes.Status201Created : StatusCodes.Status200OK);

        JsonObject Replaced(JsonObject? current)
        {
            EnsureUid(resource, document, current);
            return document.DeepClone().AsObject();
        }
    }

    private async Task<IResult> PatchAsync(HttpContext context, RequestInfo request, ServedResource resource)
    {
        var written = await patches.PatchAsync(context, request, resource);
        return Answer(resource, written.Json, written.IsNew ? StatusCodes.Status201Created : StatusCodes.Status200OK);
    }

    internal static void EnsureName(RequestInfo request, JsonObject document)
    {
        if (document.Name.Length == 0)
        {
            throw ApiException.BadRequest($"the name of the object ({request.Name} based on URL) was undeterminable: name must be provided");
        }

        if (document.Name != request.Name)
        {
            throw ApiException.BadRequest($"the name of the object ({document.Name}) does not match the name on the URL ({request.Name})");
        }
    }

    /// <summary>Who replaces an object and says which one means no other of that name.</summary>
    private static void EnsureUid(ServedResource resource, JsonObject document, JsonObject? current)
    {
        var (uid, known) = (document.Metadata.Text("uid"), current?.Metadata.Text("uid"));
        if (uid.Length > 0 && known is not null && uid != known)
        {
            throw ApiException.Conflict(
                resource.GroupResource,
                document.Name,
                $"StorageError: invalid object, Code: 4, Key: /registry/{resource.GroupResource}/{resource.Key(current!.Namespace, document.Name).Path}, "
                + $"ResourceVersion: 0, AdditionalErrorMsg: Precondition failed: UID in precondition: {uid}, UID in object meta: {known}");
        }
    }

    private async Task<IResult> DeleteAsync(HttpContext context, RequestInfo request, ServedResource resource)
    {
        var options = DeleteQuery.Parse(context.Request.Query, await RequestBody.ReadDeleteOptionsAsync(context, context.RequestAborted));
        var (last, waiting) = await deleter.DeleteAsync(resource, KeyOf(request, resource), options, context.GetUser());
        if (waiting is not null)
        {
            return Answer(resource, KubeJson.ToUtf8(waiting));
        }

        return KubeResults.Status(new Status
        {
            Kind = "Status",
            ApiVersion = "v1",
            Metadata = new ListMeta(),
            State = "Success",
            Details = new StatusDetails
            {
                Name = last.Key.Name,
                Group = resource.Kind.Group.Length > 0 ? resource.Kind.Group : null,
                Kind = resource.Plural,
                Uid = last.Header.Uid,
            },
        });
    }

    private async Task<IResult> DeleteCollectionAsync(HttpContext context, RequestInfo request, ServedResource resource)
    {
        var query = ListQuery.Parse(context.Request.Query);
        var options = DeleteQuery.Parse(context.Request.Query, await RequestBody.ReadDeleteOptionsAsync(context, context.RequestAborted));
        var selection = ObjectSelection.Of(resource, request, query);
        var list = await reads.ListAsync(selection, query, context.RequestAborted);
        foreach (var item in reads.Current(selection))
        {
            await DeleteIfThereAsync(resource, item, options, context.GetUser());
        }

        return KubeResults.List(list, resource.Layout);
    }

    private async Task DeleteIfThereAsync(ServedResource resource, StoredObject item, DeleteQuery options, AuthenticatedUser user)
    {
        try
        {
            await deleter.DeleteAsync(resource, item.Key, options, user);
        }
        catch (ApiException e) when (e.Code == StatusCodes.Status404NotFound)
        {
            // Somebody else was faster.
        }
    }
}
