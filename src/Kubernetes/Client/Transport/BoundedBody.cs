namespace ImageStreams.Kubernetes;

/// <summary>Reads an answer as a whole, up to a limit.</summary>
internal static class BoundedBody
{
    /// <exception cref="InvalidDataException">The body is larger than <paramref name="limit"/>.</exception>
    public static async Task<byte[]> ReadAsync(HttpResponseMessage response, int limit, CancellationToken cancellationToken)
    {
        if (response.Content.Headers.ContentLength > limit)
        {
            throw TooLarge(limit);
        }

        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        var buffer = new byte[(int)Math.Clamp((response.Content.Headers.ContentLength ?? 16 * 1024) + 1, 1, limit + 1L)];
        var length = 0;
        while (true)
        {
            var read = await stream.ReadAtLeastAsync(buffer.AsMemory(length), buffer.Length - length, throwOnEndOfStream: false, cancellationToken);
            length += read;
            if (length < buffer.Length)
            {
                return buffer[..length];
            }

            if (length > limit)
            {
                throw TooLarge(limit);
            }

            Array.Resize(ref buffer, (int)Math.Min(buffer.Length * 2L, limit + 1L));
        }
    }

    private static InvalidDataException TooLarge(int limit) => new($"the server's answer is larger than {limit} bytes");
}
