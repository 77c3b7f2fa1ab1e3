using System.Buffers;
using ImageStreams.Entities;
using Microsoft.AspNetCore.Http;

namespace ImageStreams.GenericApiServer;

/// <summary>Bodies of requests, never read beyond their limit.</summary>
public static class RequestBody
{
    /// <summary>How many bytes a body may have: 3 MiB, as in a kube-apiserver.</summary>
    public const int DefaultLimit = 3 * 1024 * 1024;

    /// <summary>The whole body.</summary>
    /// <exception cref="ApiException">413 when it is too long.</exception>
    public static async Task<ReadOnlyMemory<byte>> ReadAsync(HttpContext context, CancellationToken cancellationToken) =>
        await TryReadAsync(context, DefaultLimit, cancellationToken) ?? throw ApiException.RequestEntityTooLarge($"limit is {DefaultLimit}");

    /// <summary>The whole body; null when it has more than <paramref name="limit"/> bytes.</summary>
    public static async Task<ReadOnlyMemory<byte>?> TryReadAsync(HttpContext context, int limit, CancellationToken cancellationToken)
    {
        if (context.Request.ContentLength > limit)
        {
            return null;
        }

        var reader = context.Request.BodyReader;
        while (true)
        {
            var result = await reader.ReadAsync(cancellationToken);
            if (result.Buffer.Length > limit)
            {
                reader.AdvanceTo(result.Buffer.End);
                return null;
            }

            if (result.IsCompleted)
            {
                var bytes = result.Buffer.ToArray();
                reader.AdvanceTo(result.Buffer.End);
                return bytes;
            }

            reader.AdvanceTo(result.Buffer.Start, result.Buffer.End);
        }
    }

    /// <summary>The options in the body of a delete; null when there is no body, and the parameters count.</summary>
    /// <exception cref="ApiException">400, 413 or 415.</exception>
    public static async Task<DeleteOptions?> ReadDeleteOptionsAsync(HttpContext context, CancellationToken cancellationToken)
    {
        var body = await ReadAsync(context, cancellationToken);
        if (body.IsEmpty)
        {
            return null;
        }

        var document = RequestDocument.ParseOptions(body, context.Request.ContentType);
        return document.Kind.Kind is "" or "DeleteOptions"
            ? document.Decode(EntitiesJsonContext.Default.DeleteOptions)
            : throw ApiException.BadRequest(
                $"no kind {GoText.Quote(document.Kind.Kind)} is registered for version {GoText.Quote(document.Kind.ApiVersion)} of DeleteOptions");
    }
}
