using ImageStreams.Entities;
using ImageStreams.GenericApiServer;
using ImageStreams.Images;
using Microsoft.AspNetCore.Http;

namespace ImageStreams.ApiServer;

/// <summary>Signatures of images; they are kept in the image (docs/spec/images.md#signatures).</summary>
internal sealed class ImageSignatureEndpoints(StoredObjects<Image> images, ImageStrategy strategy, TimeProvider time)
{
    private static readonly GroupResource Signatures = new(ImageGroup.Name, "imageSignatures"); // as the original has it: not the resource's name
    private static readonly Status Deleted = new() { Kind = "Status", ApiVersion = "v1", Metadata = new ListMeta(), State = "Success" };

    public ServedResource Resource => new()
    {
        Kind = ImageSignature.ResourceKind,
        SingularName = "imagesignature",
        Handlers = new Dictionary<string, Func<HttpContext, Task<IResult>>> { ["create"] = CreateAsync, ["delete"] = DeleteAsync },
    };

    private async Task<IResult> CreateAsync(HttpContext context)
    {
        var call = WriteCall.Of(context, WriteQuery.ForCreate(context.Request.Query));
        var sent = await SentObject.ReadAsync<ImageSignature>(context, call.Query.FieldValidation);
        var metadata = WriteRules.ForAction(sent.Metadata, call.Request);
        var signature = Accept(ImageSignatures.ForCreate(sent) with { Metadata = Stamped(metadata) });
        var name = metadata.Name!;
        SignatureNames.TryRead(name, out var imageName);
        var image = await images.GetAsync("", imageName!, call.Caller);
        var signed = ImageSignatures.Add(image.Value, signature) ?? throw ApiException.AlreadyExists(Signatures, name);
        await UpdateAsync(image, signed, call);
        return KubeResults.Object(
            signature with { Kind = ImageSignature.ResourceKind.Kind, ApiVersion = ImageSignature.ResourceKind.ApiVersion },
            ImageSignature.JsonTypeInfo,
            code: StatusCodes.Status201Created);
    }

    private async Task<IResult> DeleteAsync(HttpContext context)
    {
        var options = await RequestBody.ReadDeleteOptionsAsync(context, context.RequestAborted);
        var query = DeleteQuery.Parse(context.Request.Query, options);
        var call = WriteCall.Of(context, new WriteQuery { DryRun = query.DryRun });
        var name = call.Request.Name;
        if (!SignatureNames.TryRead(name, out var imageName))
        {
            throw ApiException.BadRequest("ImageSignatures must be accessed with <imageName>@<signatureName>");
        }

        var image = await images.GetAsync("", imageName, call.Caller);
        var left = ImageSignatures.Remove(image.Value, name) ?? throw ApiException.NotFound(Signatures, name);
        await UpdateAsync(image, left, call);
        return KubeResults.Status(Deleted);
    }

    private static ImageSignature Accept(ImageSignature signature)
    {
        var causes = SignatureValidation.Validate(signature, "");
        return causes.Count == 0 ? signature : throw Invalidity.Of(ImageSignature.ResourceKind, signature.Metadata?.Name, causes);
    }

    /// <summary>The metadata with what the system gives a new object.</summary>
    private ObjectMeta Stamped(ObjectMeta metadata)
    {
        var now = time.GetUtcNow();
        return metadata with
        {
            Uid = Guid.NewGuid().ToString(),
            CreationTimestamp = new DateTimeOffset(now.UtcTicks - (now.UtcTicks % TimeSpan.TicksPerSecond), TimeSpan.Zero),
            ResourceVersion = null,
            Generation = null,
            ManagedFields = null,
            DeletionTimestamp = null,
        };
    }

    /// <exception cref="ApiException">409 when somebody else has written the image meanwhile.</exception>
    private async Task UpdateAsync(StoredObject<Image> stored, Image changed, WriteCall call)
    {
        var prepared = await strategy.PrepareUpdateAsync(stored.Value, changed, call);
        await images.UpdateAsync(prepared, stored.ManagedFields, "", call.OwnQuery, call.Caller);
    }
}
