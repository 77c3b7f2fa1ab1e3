using System.Globalization;
using ImageStreams.Oci;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace ImageStreams.LocalRegistry;

/// <summary>Uploads of blobs: in one request, in two, in chunks, or taken over from another repository.</summary>
internal static class UploadEndpoints
{
    public static Task<IResult> AnswerAsync(RegistryStore store, RepositoryStore repository, RegistryRoute route, HttpContext context)
    {
        var method = context.Request.Method;
        if (route.Reference.Length == 0)
        {
            return HttpMethods.IsPost(method) ? StartAsync(store, repository, route, context) : throw RegistryProblem.Unsupported();
        }

        var upload = repository.FindUpload(route.Reference) ?? throw RegistryProblem.UploadUnknown();
        return method switch
        {
            "PATCH" => AppendAsync(upload, route, context),
            "PUT" => FinishAsync(repository, upload, route, context),
            "GET" => Task.FromResult<IResult>(Progress(upload, route, context, 204)),
            "DELETE" => Task.FromResult<IResult>(Cancel(upload)),
            _ => throw RegistryProblem.Unsupported(),
        };
    }

    private static async Task<IResult> StartAsync(RegistryStore store, RepositoryStore repository, RegistryRoute route, HttpContext context)
    {
        var query = context.Request.Query;
        if (query.ContainsKey("mount") && await MountAsync(store, repository, context))
        {
            return Created(route, query["mount"]!, context);
        }

        var upload = repository.StartUpload();
        return query.ContainsKey("digest")
            ? await FinishAsync(repository, upload, route, context)
            : Progress(upload, route, context, 202);
    }

    private static async Task<bool> MountAsync(RegistryStore store, RepositoryStore repository, HttpContext context)
    {
        var digest = RequireDigest(context, "mount");
        var from = context.Request.Query["from"].ToString();
        if (!RepositoryName.TryCreate("localhost", from, out var source) || !store.Repository(source.Path).HasBlob(digest))
        {
            return false; // then it is uploaded, as the protocol has it
        }

        await repository.LinkBlobAsync(digest, context.RequestAborted);
        return true;
    }

    private static async Task<IResult> AppendAsync(Upload upload, RegistryRoute route, HttpContext context)
    {
        await AppendBodyAsync(upload, context);
        return Progress(upload, route, context, 202);
    }

    private static async Task<IResult> FinishAsync(RepositoryStore repository, Upload upload, RegistryRoute route, HttpContext context)
    {
        var digest = RequireDigest(context, "digest");
        await AppendBodyAsync(upload, context);
        if (!await upload.MatchesAsync(digest, context.RequestAborted))
        {
            upload.Cancel();
            throw RegistryProblem.DigestInvalid("the content does not have the digest");
        }

        await repository.AddBlobAsync(digest, upload.File, context.RequestAborted);
        return Created(route, digest.ToString(), context);
    }

    private static async Task AppendBodyAsync(Upload upload, HttpContext context)
    {
        if (StartOf(context.Request.Headers.ContentRange) is { } start && start != upload.Length)
        {
            context.Response.Headers.Range = RangeOf(upload);
            throw RegistryProblem.RangeInvalid(upload.Length);
        }

        await upload.AppendAsync(context.Request.Body, context.RequestAborted);
    }

    // "0-99", and "bytes 0-99/*" as HTTP has it; a body without a range is simply the next piece.
    private static long? StartOf(string? contentRange)
    {
        if (string.IsNullOrEmpty(contentRange))
        {
            return null;
        }

        var range = contentRange.Replace("bytes", "", StringComparison.Ordinal).Trim();
        return long.TryParse(range.Split('-')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var start)
            ? start
            : throw new RegistryProblem(400, "BLOB_UPLOAD_INVALID", "the Content-Range is not START-END");
    }

    private static StatusCodeHttpResult Progress(Upload upload, RegistryRoute route, HttpContext context, int status)
    {
        context.Response.Headers.Location = $"/v2/{route.Repository}/blobs/uploads/{upload.Id}";
        context.Response.Headers.Range = RangeOf(upload);
        context.Response.Headers["Docker-Upload-Uuid"] = upload.Id;
        return TypedResults.StatusCode(status);
    }

    private static StatusCodeHttpResult Cancel(Upload upload)
    {
        upload.Cancel();
        return TypedResults.StatusCode(204);
    }

    private static StatusCodeHttpResult Created(RegistryRoute route, string digest, HttpContext context)
    {
        context.Response.Headers.Location = $"/v2/{route.Repository}/blobs/{digest}";
        context.Response.Headers["Docker-Content-Digest"] = digest;
        return TypedResults.StatusCode(201);
    }

    // Docker writes 0-0 for nothing as for one byte.
    private static string RangeOf(Upload upload) => $"0-{Math.Max(0, upload.Length - 1)}";

    private static Digest RequireDigest(HttpContext context, string parameter) =>
        Digest.TryParse(context.Request.Query[parameter], out var digest)
            ? digest
            : throw RegistryProblem.DigestInvalid($"\"{parameter}\" is not a digest");
}
