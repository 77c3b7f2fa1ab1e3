using System.Buffers;
using System.IO.Compression;

namespace ImageStreams.Oci;

/// <summary>Reads bodies that may be longer than they should: never more than the limit, never allocated ahead.</summary>
internal static class BoundedBody
{
    private const int BufferSize = 64 * 1024;

    /// <summary>The whole body, decompressed.</summary>
    /// <exception cref="RegistryException">Of kind TooLarge; Unreachable if it broke off.</exception>
    public static async Task<byte[]> ReadAsync(HttpResponseMessage response, long limit, string what, CancellationToken cancellationToken)
    {
        using var content = new MemoryStream();
        await CopyAsync(response, content, limit, what, () => { }, cancellationToken);
        return content.ToArray();
    }

    /// <summary>Copies the body, decompressed; <paramref name="progress"/> is called for every piece.</summary>
    public static async Task<long> CopyAsync(
        HttpResponseMessage response, Stream destination, long limit, string what, Action progress, CancellationToken cancellationToken)
    {
        if (response.Content.Headers.ContentLength > limit)
        {
            throw TooLarge(response, limit, what);
        }

        var request = RequestText.Of(response.RequestMessage!);
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            await using var body = await OpenAsync(response, request, cancellationToken);
            long total = 0;
            while (await ReadPieceAsync(body, buffer, request, cancellationToken) is > 0 and var count)
            {
                progress();
                total += count;
                if (total > limit)
                {
                    throw TooLarge(response, limit, what);
                }

                await destination.WriteAsync(buffer.AsMemory(0, count), cancellationToken);
            }

            return total;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static async Task<int> ReadPieceAsync(Stream body, byte[] buffer, string request, CancellationToken cancellationToken)
    {
        try
        {
            return await body.ReadAsync(buffer, cancellationToken);
        }
        catch (IOException e)
        {
            throw TransportFailure.From(request, e);
        }
        catch (InvalidDataException e)
        {
            throw new RegistryException(RegistryErrorKind.Server, $"{request}: the body is not the gzip data that it claims to be", e)
            {
                Request = request,
            };
        }
    }

    // We ask for no compression; what comes compressed all the same is counted after decompression.
    private static async Task<Stream> OpenAsync(HttpResponseMessage response, string request, CancellationToken cancellationToken)
    {
        var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        var encodings = response.Content.Headers.ContentEncoding.Where(e => !e.Equals("identity", StringComparison.OrdinalIgnoreCase)).ToArray();
        return encodings switch
        {
            [] => body,
            [var one] when one.Equals("gzip", StringComparison.OrdinalIgnoreCase) => new GZipStream(body, CompressionMode.Decompress),
            _ => throw new RegistryException(RegistryErrorKind.Server, $"{request}: the body has an unknown content encoding", null)
            {
                Request = request,
            },
        };
    }

    private static RegistryException TooLarge(HttpResponseMessage response, long limit, string what)
    {
        var request = RequestText.Of(response.RequestMessage!);
        return new RegistryException(RegistryErrorKind.TooLarge, $"{request}: the {what} is larger than {limit} bytes", null)
        {
            StatusCode = (int)response.StatusCode,
            Request = request,
        };
    }
}
