using Microsoft.AspNetCore.Http;

namespace ImageStreams.GenericApiServer;

/// <summary>A patch as it was sent.</summary>
/// <param name="Type">How it is written.</param>
/// <param name="Body">Its bytes.</param>
public sealed record PatchRequest(PatchType Type, ReadOnlyMemory<byte> Body)
{
    /// <summary>Reads the patch.</summary>
    /// <param name="context">The request.</param>
    /// <param name="served">The types that the resource takes.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="ApiException">413, or 415 when the type is none of <paramref name="served"/>.</exception>
    public static async Task<PatchRequest> ReadAsync(HttpContext context, IReadOnlyCollection<PatchType> served, CancellationToken cancellationToken)
    {
        PatchType? type = context.Request.ContentType?.Split(';')[0].Trim().ToLowerInvariant() switch
        {
            "application/json-patch+json" => PatchType.Json,
            "application/merge-patch+json" => PatchType.Merge,
            "application/strategic-merge-patch+json" => PatchType.StrategicMerge,
            "application/apply-patch+yaml" => PatchType.Apply,
            _ => null,
        };
        return type is { } known && served.Contains(known)
            ? new(known, await RequestBody.ReadAsync(context, cancellationToken))
            : throw ApiException.UnsupportedPatchType();
    }
}
