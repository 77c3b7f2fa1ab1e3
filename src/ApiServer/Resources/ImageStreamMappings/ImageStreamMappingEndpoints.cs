using ImageStreams.Entities;
using ImageStreams.GenericApiServer;
using ImageStreams.Images;
using ImageStreams.Import;
using Microsoft.AspNetCore.Http;

namespace ImageStreams.ApiServer;

/// <summary>Images that registries have taken in: each becomes an image object, and the newest one of its tag (docs/spec/tags.md#mappings).</summary>
internal sealed class ImageStreamMappingEndpoints(
    StoredObjects<ImageStream> streams,
    StoredObjects<Image> images,
    ImageStrategy imageStrategy,
    ImageStreamStatusStrategy statusStrategy,
    NamespaceLimits limits,
    ImportSettingsSource settings,
    TimeProvider time)
{
    private static readonly Status Done = new() { Kind = "Status", ApiVersion = "v1", Metadata = new ListMeta(), State = "Success", Code = StatusCodes.Status201Created };

    public ServedResource Resource => new()
    {
        Kind = ImageStreamMapping.ResourceKind,
        SingularName = "imagestreammapping",
        Handlers = new Dictionary<string, Func<HttpContext, Task<IResult>>> { ["create"] = CreateAsync },
    };

    private async Task<IResult> CreateAsync(HttpContext context)
    {
        var call = WriteCall.Of(context, WriteQuery.ForCreate(context.Request.Query));
        var sent = await SentObject.ReadAsync<ImageStreamMapping>(context, call.Query.FieldValidation);
        var mapping = Accept(sent with { Metadata = WriteRules.ForAction(sent.Metadata, call.Request) });
        var image = await imageStrategy.PrepareCreateAsync(mapping.Image! with { Kind = "Image", ApiVersion = Image.ResourceKind.ApiVersion }, call);
        limits.EnsureImage(image, call.Request, mapping.Metadata!.Name!);
        var stream = await GetStreamAsync(mapping, call);
        var isKnown = !await TryCreateImageAsync(image, call);
        await WriteAsync(stream, mapping, isKnown, call);
        return KubeResults.Status(Done);
    }

    private ImageStreamMapping Accept(ImageStreamMapping sent)
    {
        var mapping = TagMapping.WithDefaults(sent, settings.Current.Plan.Hosts);
        var causes = MappingValidation.Validate(mapping);
        return causes.Count == 0 ? mapping : throw Invalidity.Of(ImageStreamMapping.ResourceKind, mapping.Metadata?.Name, causes);
    }

    /// <exception cref="ApiException">404 as of a mapping: that is how registries know that they have to make the stream.</exception>
    private async Task<StoredObject<ImageStream>> GetStreamAsync(ImageStreamMapping mapping, WriteCall call)
    {
        var name = mapping.Metadata!.Name!;
        return await streams.FindAsync(call.Request.Namespace, name, call.Caller) ?? throw ApiException.NotFound(call.Request.GroupResource, name);
    }

    /// <summary>Stores the image; false when it is there already, and stays as it is.</summary>
    private async Task<bool> TryCreateImageAsync(Image image, WriteCall call)
    {
        try
        {
            await images.CreateAsync(image, call.OwnQuery, call.Caller);
            return true;
        }
        catch (ApiException e) when (e.Status.Reason == "AlreadyExists")
        {
            return false;
        }
    }

    private async Task WriteAsync(StoredObject<ImageStream> first, ImageStreamMapping mapping, bool isKnown, WriteCall call)
    {
        var retry = new ConflictRetry(time);
        for (var stored = first; ;)
        {
            var mapped = TagMapping.Apply(stored.Value, mapping, isKnown, settings.Current.Plan.Hosts, Context());
            if (StreamEquality.SameStatus(stored.Value.Status, mapped.Status))
            {
                return;
            }

            try
            {
                var prepared = await statusStrategy.PrepareUpdateAsync(stored.Value, mapped, call);
                var next = prepared with { Metadata = stored.Value.Metadata! with { ManagedFields = null } };
                await streams.UpdateAsync(next, null, statusStrategy.Subresource, call.OwnQuery, call.Caller);
                return;
            }
            catch (ApiException e) when (retry.Allows(e))
            {
                await retry.WaitAsync(call.CancellationToken);
                stored = await GetStreamAsync(mapping, call);
                if (!TagMapping.IsUnmoved(first.Value, stored.Value, mapping.Tag!))
                {
                    throw ApiException.Conflict(call.Request.GroupResource, mapping.Metadata!.Name!);
                }
            }
        }
    }

    private EvaluationContext Context() => new() { Now = time.GetUtcNow(), HistoryLimit = settings.Current.Plan.HistoryLimit };
}
