using ImageStreams.Entities;
using ImageStreams.GenericApiServer;
using ImageStreams.Images;
using Microsoft.AspNetCore.Http;

namespace ImageStreams.ApiServer;

/// <summary>Creates, updates, patches and deletes tags: each is a change of a stream, which is made when it is missing (docs/spec/api.md#writes-of-tags).</summary>
internal sealed class TagWrites<T>(ITagKind<T> kind, TagStreams streams, StreamParts parts, IPatchSchema? schema, IAuthorizer authorizer, TimeProvider time)
    where T : class, IResource<T>
{
    private static readonly IFieldSchema? Fields = TypeFieldSchema.Of(T.JsonTypeInfo);
    private static readonly Status Success = new() { Kind = "Status", ApiVersion = "v1", Metadata = new(), State = "Success" };

    /// <summary>Makes the tag in the body of the request.</summary>
    public async Task<T> CreateAsync(HttpContext context)
    {
        var call = WriteCall.Of(context, WriteQuery.ForCreate(context.Request.Query));
        var sent = await SentObject.ReadAsync<T>(context, call.Query.FieldValidation);
        sent = With(sent, WriteRules.ForAction(sent.Metadata, call.Request));
        var fullName = sent.Metadata!.Name ?? "";
        if (!fullName.Contains(':', StringComparison.Ordinal))
        {
            Refuse(kind.ValidateNew(sent, new(fullName, StreamTags.Latest), null), fullName);
        }

        call = call with { SentName = fullName };
        var name = TagName.ParseNew(fullName);
        var retry = new ConflictRetry(time);
        while (true)
        {
            var found = await streams.FindAsync(name.Stream, call);
            Refuse(kind.ValidateNew(sent, name, found?.Value), fullName);
            if (found?.Value.FindSpecTag(name.Tag) is not null)
            {
                throw kind.AlreadyExists(fullName);
            }

            try
            {
                return await ShowAsync(await StoreAsync(found, kind.Create(found?.Value ?? NewStream(name, call), name.Tag, sent), call), name, context);
            }
            catch (ApiException e) when (retry.Allows(e))
            {
                await retry.WaitAsync(call.CancellationToken);
            }
            catch (ApiException e) when (e.Status.Reason == "Conflict" && !retry.IsLeft)
            {
                throw ApiException.ServerTimeout(call.Request.GroupResource, "create", retryAfterSeconds: 2);
            }
        }
    }

    /// <summary>Replaces a tag by the one in the body of the request.</summary>
    /// <returns>The tag, and whether the spec had none before.</returns>
    public async Task<(T Value, bool IsNew)> UpdateAsync(HttpContext context)
    {
        var call = WriteCall.Of(context, WriteQuery.ForUpdate(context.Request.Query));
        var sent = await SentObject.ReadAsync<T>(context, call.Query.FieldValidation);
        sent = With(sent, WriteRules.ForUpdate(sent.Metadata, call.Request));
        return await WriteAsync(context, call, _ => sent);
    }

    /// <summary>Changes a tag by a patch.</summary>
    /// <returns>The tag, and whether the spec had none before.</returns>
    public async Task<(T Value, bool IsNew)> PatchAsync(HttpContext context, PatchRequest patch)
    {
        if (patch.Type == PatchType.Apply)
        {
            return await ApplyAsync(context, patch);
        }

        var call = WriteCall.Of(context, WriteQuery.ForPatch(context.Request.Query, isApply: false));
        var change = new PatchChange<T>(patch, schema);
        var response = context.Response;
        return await WriteAsync(context, call, shown =>
        {
            var patched = change.Apply(shown, call.Query.FieldValidation, response);
            response = null; // a second attempt would find the same
            return With(patched, WriteRules.ForUpdate(patched.Metadata, call.Request));
        });
    }

    /// <summary>Takes a tag out of its stream, with its history.</summary>
    public async Task<Status> DeleteAsync(HttpContext context)
    {
        var options = DeleteQuery.Parse(context.Request.Query, await RequestBody.ReadDeleteOptionsAsync(context, context.RequestAborted));
        var call = WriteCall.Of(context, new WriteQuery { DryRun = options.DryRun });
        var name = TagName.Parse(call.Request.Name, T.ResourceKind.Kind);
        var retry = new ConflictRetry(time);
        while (true)
        {
            var found = await streams.FindAsync(name.Stream, call) ?? throw ApiException.NotFound(call.Request.GroupResource, name.Stream);
            EnsurePreconditions(options.Preconditions, found.Value, call.Request);
            if (TagDeletion.Delete(found.Value, name.Tag) is null)
            {
                throw ApiException.NotFound(call.Request.GroupResource, call.Request.Name);
            }

            try
            {
                await streams.DeleteTagAsync(found, name.Tag, call);
                return Success;
            }
            catch (ApiException e) when (retry.Allows(e))
            {
                await retry.WaitAsync(call.CancellationToken);
            }
            catch (ApiException e) when (e.Status.Reason == "Conflict" && !retry.IsLeft)
            {
                throw ApiException.ServerTimeout(call.Request.GroupResource, "delete", retryAfterSeconds: 2);
            }
        }
    }

    private static void Refuse(IReadOnlyList<StatusCause> causes, string name)
    {
        if (causes.Count > 0)
        {
            throw Invalidity.Of(T.ResourceKind, name, causes);
        }
    }

    private static ImageStream NewStream(TagName name, WriteCall call) =>
        new() { Metadata = new() { Name = name.Stream, Namespace = call.Request.Namespace } };

    private static void EnsurePreconditions(Preconditions? wanted, ImageStream stream, RequestInfo request)
    {
        if (wanted?.Uid is { } uid && uid != stream.Metadata?.Uid)
        {
            throw ApiException.Conflict(request.GroupResource, request.Name, "the UID precondition was not met");
        }

        if (wanted?.ResourceVersion is { } version && version != stream.Metadata?.ResourceVersion)
        {
            throw ApiException.Conflict(request.GroupResource, request.Name, "the ResourceVersion precondition was not met");
        }
    }

    /// <summary>Whether the caller has seen the stream that he writes; one who names no version writes to whatever is there.</summary>
    private static void EnsureVersion(string sent, ImageStream? stream, RequestInfo request)
    {
        if (sent.Length == 0 || sent == stream?.Metadata?.ResourceVersion)
        {
            return;
        }

        throw stream is null
            ? ApiException.NotFound(request.GroupResource, request.Name)
            : ApiException.Conflict(
                request.GroupResource, request.Name, $"another caller has updated the resource version to {stream.Metadata?.ResourceVersion}");
    }

    private async Task<(T Value, bool IsNew)> WriteAsync(HttpContext context, WriteCall call, Func<T, T> change)
    {
        var name = TagName.Parse(call.Request.Name, T.ResourceKind.Kind);
        var retry = new ConflictRetry(time);
        while (true)
        {
            var found = await streams.FindAsync(name.Stream, call);
            var stream = found?.Value ?? NewStream(name, call);
            var shown = kind.Show(stream, name.Tag, null);
            var sent = change(shown);
            EnsureVersion(sent.Metadata!.ResourceVersion ?? "", found?.Value, call.Request);
            var wanted = kind.Update(stream, name.Tag, await AcceptAsync(sent, shown, found?.Value, name, call));
            try
            {
                var stored = await StoreAsync(found, wanted, call);
                return (await ShowAsync(stored, name, context), stream.FindSpecTag(name.Tag) is null);
            }
            catch (ApiException e) when (retry.Allows(e))
            {
                // Somebody was faster. Who has named a version is told so when it is compared again.
                await retry.WaitAsync(call.CancellationToken);
            }
        }
    }

    /// <summary>The tag as it is to be written, if it may be.</summary>
    private async Task<T> AcceptAsync(T sent, T shown, ImageStream? stream, TagName name, WriteCall call)
    {
        var complete = kind.Complete(sent, shown);
        if (stream is not null)
        {
            Refuse(kind.ValidateChange(complete, shown, name, stream), call.Request.Name);
            return complete;
        }

        await EnsureMayCreateAsync(call);
        Refuse(kind.ValidateNew(sent, name, null), call.Request.Name);
        return complete;
    }

    /// <summary>An apply makes a tag whose stream is missing. Who owns which fields of a tag is not kept, so any other one is refused.</summary>
    private async Task<(T Value, bool IsNew)> ApplyAsync(HttpContext context, PatchRequest patch)
    {
        var call = WriteCall.Of(context, WriteQuery.ForPatch(context.Request.Query, isApply: true));
        var document = RequestDocument.Parse(patch.Body, isYaml: true, T.ResourceKind.Kind, Fields)
            .EnsureKind(GroupVersionKind.Of(T.ResourceKind), ServedKinds.IsKnown);
        document.Enforce(call.Query.FieldValidation, context.Response);
        var sent = document.Decode(T.JsonTypeInfo);
        sent = With(sent, WriteRules.ForUpdate(sent.Metadata, call.Request));
        var name = TagName.Parse(call.Request.Name, T.ResourceKind.Kind);
        return await streams.FindAsync(name.Stream, call) is null
            ? await WriteAsync(context, call, _ => sent)
            : throw Invalidity.Of(T.ResourceKind, call.Request.Name, [kind.CannotApply]);
    }

    private Task<ImageStream> StoreAsync(StoredObject<ImageStream>? found, ImageStream wanted, WriteCall call) =>
        found is null ? streams.CreateAsync(wanted, call) : streams.UpdateAsync(found, wanted, call);

    private async Task<T> ShowAsync(ImageStream stream, TagName name, HttpContext context)
    {
        var image = StreamViews.FindImageName(stream, name.Tag) is { } imageName ? await parts.FindImageAsync(context, imageName) : null;
        return kind.Show(stream, name.Tag, image);
    }

    /// <summary>Who may update may not therefore create.</summary>
    private async Task EnsureMayCreateAsync(WriteCall call)
    {
        var creation = AuthorizationAttributes.Of(call.Request, call.User) with { Verb = "create" };
        var decision = await authorizer.AuthorizeAsync(creation, call.CancellationToken);
        if (!decision.IsAllowed)
        {
            throw AuthorizationMiddleware.Forbidden(creation, decision.Reason);
        }
    }

    private T With(T value, ObjectMeta metadata) => kind.With(value, T.ResourceKind.ApiVersion, metadata);
}
