using ImageStreams.Entities;
using ImageStreams.GenericApiServer;
using Microsoft.AspNetCore.Http;

namespace ImageStreams.ApiServer;

/// <summary>Reads the object in the body of a request.</summary>
internal static class SentObject
{
    /// <summary>The object; unknown fields are treated as the caller wants.</summary>
    /// <exception cref="ApiException">400 for a document of another kind or form, 413, 415.</exception>
    public static async Task<T> ReadAsync<T>(HttpContext context, FieldValidation validation)
        where T : class, IResource<T>
    {
        var document = await RequestDocument.ReadAsync(context, T.ResourceKind.Kind, TypeFieldSchema.Of(T.JsonTypeInfo), context.RequestAborted);
        document = document.EnsureKind(GroupVersionKind.Of(T.ResourceKind), ServedKinds.IsKnown);
        document.Enforce(validation, context.Response);
        return document.Decode(T.JsonTypeInfo);
    }
}
