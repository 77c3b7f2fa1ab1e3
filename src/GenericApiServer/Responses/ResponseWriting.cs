using System.Buffers;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace ImageStreams.GenericApiServer;

/// <summary>Puts finished documents on the wire.</summary>
internal static class ResponseWriting
{
    /// <summary>Shorter bodies are not worth compressing.</summary>
    public const int GzipThreshold = 128 * 1024;

    /// <summary>Writes JSON as <paramref name="format"/> asks, ignoring its shape.</summary>
    public static Task WriteAsync(HttpContext context, ResponseFormat format, int code, Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>(4096);
        using (var writer = KubeJson.NewWriter(buffer, format is { IsPretty: true, IsYaml: false }))
        {
            write(writer);
        }

        if (format.IsYaml)
        {
            var node = new JsonReading(null).Read(buffer.WrittenSpan);
            return SendAsync(context, Encoding.UTF8.GetBytes(KubeYaml.ToText(node)), format.MediaType, code);
        }

        if (!format.IsPretty)
        {
            buffer.Write("\n"u8);
        }

        return SendAsync(context, buffer.WrittenMemory, format.MediaType, code);
    }

    /// <summary>Writes a JSON text that is there already; it is read again only when another form is wanted.</summary>
    public static Task WriteUtf8Async(HttpContext context, ResponseFormat format, int code, ReadOnlyMemory<byte> json) =>
        format is { IsPretty: false, IsYaml: false }
            ? SendAsync(context, json, format.MediaType, code)
            : WriteAsync(context, format, code, writer => KubeJson.Write(writer, new JsonReading(null).Read(json.Span)));

    public static Task WriteNodeAsync(HttpContext context, ResponseFormat format, int code, JsonNode node) =>
        WriteAsync(context, format, code, writer => KubeJson.Write(writer, node));

    /// <summary>Sends the bytes, compressed when they are many and the caller can read that.</summary>
    public static async Task SendAsync(HttpContext context, ReadOnlyMemory<byte> body, string contentType, int code)
    {
        if (body.Length > GzipThreshold && AcceptsGzip(context.Request))
        {
            await using var gzip = Begin(context, contentType, code);
            await gzip.WriteAsync(body, context.RequestAborted);
            return;
        }

        var response = context.Response;
        response.StatusCode = code;
        response.ContentType = contentType;
        response.ContentLength = body.Length;
        if (!HttpMethods.IsHead(context.Request.Method))
        {
            await response.Body.WriteAsync(body, context.RequestAborted);
        }
    }

    /// <summary>Where to write a long body: the connection, or what compresses for it and must be disposed at the end.</summary>
    public static Stream Begin(HttpContext context, string contentType, int code)
    {
        var response = context.Response;
        response.StatusCode = code;
        response.ContentType = contentType;
        if (!AcceptsGzip(context.Request))
        {
            return response.Body;
        }

        response.Headers.ContentEncoding = "gzip";
        response.Headers.Append("Vary", "Accept-Encoding");
        return new GZipStream(response.Body, CompressionLevel.Fastest, leaveOpen: true);
    }

    public static bool AcceptsGzip(HttpRequest request) => request.Headers.AcceptEncoding.ToString().Split(',').Any(e => e.Trim() == "gzip");
}
