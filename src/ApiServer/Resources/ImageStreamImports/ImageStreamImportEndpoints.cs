using ImageStreams.Entities;
using ImageStreams.GenericApiServer;
using Microsoft.AspNetCore.Http;

namespace ImageStreams.ApiServer;

/// <summary>Import requests: they are carried out and answered, never stored.</summary>
internal sealed class ImageStreamImportEndpoints(ImageStreamImports imports)
{
    public ServedResource Resource => new()
    {
        Kind = ImageStreamImport.ResourceKind,
        SingularName = "imagestreamimport",
        Handlers = new Dictionary<string, Func<HttpContext, Task<IResult>>> { ["create"] = CreateAsync },
    };

    private async Task<IResult> CreateAsync(HttpContext context)
    {
        var call = WriteCall.Of(context, WriteQuery.ForCreate(context.Request.Query));
        var sent = await SentObject.ReadAsync<ImageStreamImport>(context, call.Query.FieldValidation);
        var done = await imports.CarryOutAsync(sent with { Metadata = WriteRules.ForCreate(sent.Metadata, call.Request) }, call);
        return KubeResults.Object(done, EntitiesJsonContext.Default.ImageStreamImport, code: StatusCodes.Status201Created);
    }
}
