using ImageStreams.Oci;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;

namespace ImageStreams.LocalRegistry;

/// <summary>Blobs: GET with ranges, HEAD, DELETE from a repository or altogether.</summary>
internal static class BlobEndpoints
{
    public static IResult Answer(RepositoryStore repository, RegistryRoute route, HttpContext context)
    {
        var digest = DigestOf(route);
        var method = context.Request.Method;
        if (HttpMethods.IsGet(method) || HttpMethods.IsHead(method))
        {
            return Get(repository, digest, context);
        }

        if (!HttpMethods.IsDelete(method))
        {
            throw RegistryProblem.Unsupported();
        }

        return repository.RemoveBlob(digest) ? TypedResults.StatusCode(202) : throw RegistryProblem.BlobUnknown();
    }

    /// <summary>Removes the content of a blob, whatever repositories have it: how pruners end what no image needs.</summary>
    public static StatusCodeHttpResult Remove(RegistryStore store, RegistryRoute route, HttpContext context)
    {
        if (!HttpMethods.IsDelete(context.Request.Method))
        {
            throw RegistryProblem.Unsupported();
        }

        return store.RemoveBlob(DigestOf(route)) ? TypedResults.StatusCode(204) : throw RegistryProblem.BlobUnknown();
    }

    private static Digest DigestOf(RegistryRoute route) =>
        Digest.TryParse(route.Reference, out var digest) ? digest : throw RegistryProblem.DigestInvalid("the path names no digest");

    private static PhysicalFileHttpResult Get(RepositoryStore repository, Digest digest, HttpContext context)
    {
        var file = repository.FindBlob(digest) ?? throw RegistryProblem.BlobUnknown();
        context.Response.Headers["Docker-Content-Digest"] = digest.ToString();
        return TypedResults.PhysicalFile(
            file, MediaTypes.OctetStream, entityTag: new EntityTagHeaderValue($"\"{digest}\""), enableRangeProcessing: true);
    }
}
