using System.Net.Http.Headers;
using ImageStreams.Oci;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Logging;
using EntityTag = Microsoft.Net.Http.Headers.EntityTagHeaderValue;

namespace ImageStreams.LocalRegistry;

/// <summary>Manifests by tag and by digest. Known types are checked before they are taken, others are kept as they are.</summary>
internal sealed partial class ManifestEndpoints(LocalRegistryOptions options, ILogger logger)
{
    public Task<IResult> AnswerAsync(RepositoryStore repository, RegistryRoute route, HttpContext context)
    {
        var digest = Digest.TryParse(route.Reference, out var parsed) ? parsed : null;
        if (digest is null && !ImageReference.IsTag(route.Reference))
        {
            throw new RegistryProblem(400, "TAG_INVALID", "the reference is neither a tag nor a digest");
        }

        return context.Request.Method switch
        {
            "GET" or "HEAD" => GetAsync(repository, route, digest, context),
            "PUT" => PutAsync(repository, route, digest, context),
            "DELETE" => Task.FromResult<IResult>(Delete(repository, route, digest)),
            _ => throw RegistryProblem.Unsupported(),
        };
    }

    private static async Task<IResult> GetAsync(RepositoryStore repository, RegistryRoute route, Digest? digest, HttpContext context)
    {
        var wanted = digest ?? repository.FindTag(route.Reference) ?? throw RegistryProblem.ManifestUnknown(route.Reference);
        var manifest = await repository.FindManifestAsync(wanted, context.RequestAborted) ?? throw RegistryProblem.ManifestUnknown(route.Reference);
        context.Response.Headers["Docker-Content-Digest"] = wanted.ToString();
        return TypedResults.Bytes(manifest.Content, manifest.MediaType, entityTag: new EntityTag($"\"{wanted}\""));
    }

    private static StatusCodeHttpResult Delete(RepositoryStore repository, RegistryRoute route, Digest? digest)
    {
        var existed = digest is null ? repository.RemoveTag(route.Reference) : repository.RemoveManifest(digest);
        return existed ? TypedResults.StatusCode(202) : throw RegistryProblem.ManifestUnknown(route.Reference);
    }

    private async Task<IResult> PutAsync(RepositoryStore repository, RegistryRoute route, Digest? digest, HttpContext context)
    {
        var manifest = Check(repository, await ReadBodyAsync(context), context.Request.ContentType, digest);
        await repository.AddManifestAsync(manifest, context.RequestAborted);
        if (digest is null)
        {
            await repository.SetTagAsync(route.Reference, manifest.Digest, context.RequestAborted);
        }

        LogStored(route.Repository, route.Reference, manifest.Digest);
        context.Response.Headers.Location = $"/v2/{route.Repository}/manifests/{manifest.Digest}";
        context.Response.Headers["Docker-Content-Digest"] = manifest.Digest.ToString();
        return TypedResults.StatusCode(201);
    }

    private async Task<byte[]> ReadBodyAsync(HttpContext context)
    {
        var body = new byte[(int)Math.Min(context.Request.ContentLength ?? options.MaxManifestBytes, options.MaxManifestBytes) + 1];
        var length = await context.Request.Body.ReadAtLeastAsync(body, body.Length, throwOnEndOfStream: false, context.RequestAborted);
        return length <= options.MaxManifestBytes && length < body.Length
            ? body[..length]
            : throw RegistryProblem.TooLarge($"a manifest may have {options.MaxManifestBytes} bytes");
    }

    private static StoredManifest Check(RepositoryStore repository, byte[] body, string? contentType, Digest? digest)
    {
        var mediaType = MediaTypeHeaderValue.TryParse(contentType, out var header) ? header.MediaType ?? "" : "";
        if (mediaType is not ("" or MediaTypes.Json) && !MediaTypes.IsManifest(mediaType))
        {
            return Unknown(body, mediaType, digest);
        }

        try
        {
            var manifest = Manifest.Parse(body, contentType);
            manifest = digest is null ? manifest : manifest.PinnedTo(digest);
            if (ManifestReferences.FindMissing(manifest, repository) is { } missing)
            {
                throw RegistryProblem.ManifestBlobUnknown(missing);
            }

            return new StoredManifest(manifest.Digest, manifest.ContentType, body);
        }
        catch (RegistryException e)
        {
            throw RegistryProblem.ManifestInvalid(e.Message);
        }
    }

    private static StoredManifest Unknown(byte[] body, string mediaType, Digest? digest) =>
        digest is null || digest.Matches(body)
            ? new StoredManifest(digest ?? Digest.Compute(body), mediaType, body)
            : throw RegistryProblem.DigestInvalid("the content does not have the digest");

    [LoggerMessage(LogLevel.Information, "{Repository} has {Reference}, {Image}")]
    private partial void LogStored(string repository, string reference, Digest image);
}
