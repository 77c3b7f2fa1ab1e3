using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace ImageStreams.TestKit;

/// <summary>One answer of a <see cref="FakeApiServer"/>, good or bad.</summary>
public sealed class FakeReply
{
    private readonly Func<HttpContext, CancellationToken, Task> _send;

    private FakeReply(Func<HttpContext, CancellationToken, Task> send) => _send = send;

    /// <summary>A document.</summary>
    public static FakeReply Json(string body) => Text(200, "application/json", body);

    /// <inheritdoc cref="Json(string)"/>
    public static FakeReply Json(JsonNode body) => Json(body.ToJsonString());

    /// <summary>A list, or a page of one when <paramref name="next"/> is given.</summary>
    public static FakeReply List(string resourceVersion, string? next, params IEnumerable<JsonNode> items) => Json(new JsonObject
    {
        ["kind"] = "List",
        ["apiVersion"] = "v1",
        ["metadata"] = new JsonObject { ["resourceVersion"] = resourceVersion, ["continue"] = next },
        ["items"] = new JsonArray([.. items]),
    });

    /// <summary>A <c>Status</c>; any code.</summary>
    public static FakeReply Status(int code, string reason, string message) =>
        Text(code, "application/json", StatusBody(code, reason, message).ToJsonString());

    /// <summary>429 with <c>Retry-After</c>.</summary>
    public static FakeReply TooManyRequests(int retryAfterSeconds) => WithHeader("Retry-After", $"{retryAfterSeconds}", Status(429, "TooManyRequests", "slow down"));

    /// <summary>410: the version or the page is gone.</summary>
    public static FakeReply Gone() => Status(410, "Expired", "too old resource version");

    /// <summary>Any text under any code.</summary>
    public static FakeReply Text(int code, string contentType, string body) => new(async (context, cancellationToken) =>
    {
        context.Response.StatusCode = code;
        context.Response.ContentType = contentType;
        await context.Response.WriteAsync(body, cancellationToken);
    });

    /// <summary>Another reply with one more header.</summary>
    public static FakeReply WithHeader(string name, string value, FakeReply reply) => new(async (context, cancellationToken) =>
    {
        context.Response.Headers.Append(name, value);
        await reply.SendAsync(context, cancellationToken);
    });

    /// <summary>Promises the whole body, sends a part and breaks the connection.</summary>
    public static FakeReply Truncated(string body, int send) => new(async (context, cancellationToken) =>
    {
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = Encoding.UTF8.GetByteCount(body);
        await context.Response.WriteAsync(body[..send], cancellationToken);
        await context.Response.Body.FlushAsync(cancellationToken);
        context.Abort();
    });

    /// <summary>Sends the body in pieces of <paramref name="size"/> bytes, each flushed.</summary>
    public static FakeReply InPieces(string body, int size) => new(async (context, cancellationToken) =>
    {
        context.Response.ContentType = "application/json";
        foreach (var piece in Encoding.UTF8.GetBytes(body).Chunk(size))
        {
            await context.Response.Body.WriteAsync(piece, cancellationToken);
            await context.Response.Body.FlushAsync(cancellationToken);
        }
    });

    /// <summary>Breaks the connection without an answer.</summary>
    public static FakeReply Reset() => new((context, _) =>
    {
        context.Abort();
        return Task.CompletedTask;
    });

    /// <summary>Never answers.</summary>
    public static FakeReply Hang() => new((_, cancellationToken) => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken));

    /// <summary>A watch that the test feeds.</summary>
    public static FakeReply Watch(FakeWatch watch) => new(watch.RunAsync);

    /// <summary>Whatever the test writes itself.</summary>
    public static FakeReply Custom(Func<HttpContext, CancellationToken, Task> send) => new(send);

    /// <summary>The body of a refusal.</summary>
    public static JsonObject StatusBody(int code, string reason, string message) => new()
    {
        ["kind"] = "Status",
        ["apiVersion"] = "v1",
        ["metadata"] = new JsonObject(),
        ["status"] = "Failure",
        ["message"] = message,
        ["reason"] = reason,
        ["code"] = code,
    };

    internal Task SendAsync(HttpContext context, CancellationToken cancellationToken) => _send(context, cancellationToken);
}
