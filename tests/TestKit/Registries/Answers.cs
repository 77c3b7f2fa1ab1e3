using System.IO.Compression;
using System.Text;
using ImageStreams.Oci;
using Microsoft.AspNetCore.Http;

namespace ImageStreams.TestKit;

/// <summary>What a <see cref="FaultyRegistry"/> can answer: the right thing, and everything that goes wrong.</summary>
public static class Answers
{
    public static RequestDelegate Bytes(ReadOnlyMemory<byte> body, string contentType) => Bytes(200, body, contentType);

    public static RequestDelegate Bytes(int status, ReadOnlyMemory<byte> body, string contentType) => async context =>
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = contentType;
        context.Response.ContentLength = body.Length;
        if (!HttpMethods.IsHead(context.Request.Method))
        {
            await context.Response.Body.WriteAsync(body, context.RequestAborted);
        }
    };

    public static RequestDelegate Text(string body, string contentType) => Bytes(Encoding.UTF8.GetBytes(body), contentType);

    public static RequestDelegate Json(string body) => Text(body, "application/json");

    /// <summary>A manifest with the header that registries send along.</summary>
    public static RequestDelegate Manifest(Manifest manifest) => With(
        Bytes(manifest.Bytes, manifest.ContentType),
        ("Docker-Content-Digest", manifest.Digest.ToString()),
        ("ETag", $"\"{manifest.Digest}\""));

    /// <summary>Another answer with more headers.</summary>
    public static RequestDelegate With(RequestDelegate answer, params (string Name, string Value)[] headers) => context =>
    {
        foreach (var (name, value) in headers)
        {
            context.Response.Headers.Append(name, value);
        }

        return answer(context);
    };

    public static RequestDelegate Status(int status) => context =>
    {
        context.Response.StatusCode = status;
        return Task.CompletedTask;
    };

    /// <summary>A registry's error body.</summary>
    public static RequestDelegate Error(int status, string code, string message) => Bytes(
        status, Encoding.UTF8.GetBytes($$"""{"errors":[{"code":"{{code}}","message":"{{message}}"}]}"""), "application/json");

    public static RequestDelegate Html(int status) => Bytes(
        status, "<html><body><h1>Something is wrong</h1></body></html>"u8.ToArray(), "text/html");

    public static RequestDelegate Challenge(string challenge) => With(
        Error(401, "UNAUTHORIZED", "authentication required"), ("WWW-Authenticate", challenge));

    public static RequestDelegate TooManyRequests(string? retryAfter) => retryAfter is null
        ? Error(429, "TOOMANYREQUESTS", "slow down")
        : With(Error(429, "TOOMANYREQUESTS", "slow down"), ("Retry-After", retryAfter));

    public static RequestDelegate Token(string token, int expiresIn) => Json($$"""{"token":"{{token}}","expires_in":{{expiresIn}}}""");

    /// <summary>A list of tags in pages as long as the client asks for, at most 1000, with a <c>Link</c> to the next.</summary>
    public static RequestDelegate Tags(IReadOnlyList<string> tags) => context =>
    {
        var size = Math.Min(int.TryParse(context.Request.Query["n"], out var n) ? n : 100, 1000);
        var from = int.TryParse(context.Request.Query["from"], out var start) ? start : 0;
        return TagPage(tags.Skip(from).Take(size), from + size < tags.Count ? $"{context.Request.Path}?n={size}&from={from + size}" : null)(context);
    };

    /// <summary>Pages of tags, each with a <c>Link</c> to another one, without an end.</summary>
    public static RequestDelegate EndlessTags(int pageSize) => context =>
    {
        var from = int.TryParse(context.Request.Query["from"], out var start) ? start : 0;
        return TagPage(Enumerable.Range(from, pageSize).Select(i => $"1.0.{i}"), $"{context.Request.Path}?from={from + Math.Max(pageSize, 1)}")(context);
    };

    public static RequestDelegate Redirect(int status, string location) => With(Status(status), ("Location", location));

    /// <summary>Asks for exactly this Authorization header, else answers with the challenge.</summary>
    public static RequestDelegate Guarded(string authorization, string challenge, RequestDelegate answer) => context =>
        context.Request.Headers.Authorization == authorization ? answer(context) : Challenge(challenge)(context);

    /// <summary>The connection breaks before an answer.</summary>
    public static RequestDelegate Reset() => context =>
    {
        context.Abort();
        return Task.CompletedTask;
    };

    /// <summary>Nothing comes, for ever.</summary>
    public static RequestDelegate Stall() => context => UntilAborted(context);

    /// <summary>The headers and half of the body come, then the connection breaks.</summary>
    public static RequestDelegate Truncated(ReadOnlyMemory<byte> body, string contentType) => async context =>
    {
        context.Response.ContentType = contentType;
        context.Response.ContentLength = body.Length;
        await context.Response.Body.WriteAsync(body[..(body.Length / 2)], context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
        context.Abort();
    };

    /// <summary>The headers and half of the body come, then nothing.</summary>
    public static RequestDelegate HalfThenStall(ReadOnlyMemory<byte> body, string contentType) => async context =>
    {
        context.Response.ContentType = contentType;
        context.Response.ContentLength = body.Length;
        await context.Response.Body.WriteAsync(body[..(body.Length / 2)], context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
        await UntilAborted(context);
    };

    /// <summary>One byte every few milliseconds, without an end.</summary>
    public static RequestDelegate Drip(string contentType) => async context =>
    {
        context.Response.ContentType = contentType;
        while (!context.RequestAborted.IsCancellationRequested)
        {
            await context.Response.Body.WriteAsync(" "u8.ToArray(), context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, context.RequestAborted);
        }
    };

    /// <summary>So many blanks; the length is told only if asked for.</summary>
    public static RequestDelegate Huge(long length, string contentType, bool tellsLength) => async context =>
    {
        context.Response.ContentType = contentType;
        context.Response.ContentLength = tellsLength ? length : null;
        await WriteBlanksAsync(context.Response.Body, length, context.RequestAborted);
    };

    /// <summary>A small body that unpacks to so many blanks.</summary>
    public static RequestDelegate GzipBomb(long length, string contentType) => async context =>
    {
        context.Response.ContentType = contentType;
        context.Response.Headers.ContentEncoding = "gzip";
        await using var gzip = new GZipStream(context.Response.Body, CompressionLevel.Fastest);
        await WriteBlanksAsync(gzip, length, context.RequestAborted);
    };

    /// <summary>What another registry answers. Its addresses lead back here, as it is told this name.</summary>
    public static RequestDelegate Forward(string host) => async context =>
    {
        using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false });
        var request = context.Request;
        using var message = new HttpRequestMessage(new HttpMethod(request.Method), $"http://{host}{request.Path}{request.QueryString}")
        {
            Content = request.ContentLength is null ? null : new StreamContent(request.Body),
        };
        foreach (var (name, values) in request.Headers)
        {
            _ = message.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values)
                || message.Content?.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values) == true;
        }

        using var answer = await http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, context.RequestAborted);
        context.Response.StatusCode = (int)answer.StatusCode;
        foreach (var (name, values) in answer.Headers.Concat(answer.Content.Headers).Where(h => h.Key != "Transfer-Encoding"))
        {
            context.Response.Headers[name] = values.ToArray();
        }

        await answer.Content.CopyToAsync(context.Response.Body, context.RequestAborted);
    };

    private static RequestDelegate TagPage(IEnumerable<string> tags, string? next)
    {
        var page = Json($$"""{"name":"a/b","tags":[{{string.Join(',', tags.Select(t => $"\"{t}\""))}}]}""");
        return next is null ? page : With(page, ("Link", $"<{next}>; rel=\"next\""));
    }

    private static async Task WriteBlanksAsync(Stream destination, long length, CancellationToken cancellationToken)
    {
        var blanks = new byte[64 * 1024];
        Array.Fill(blanks, (byte)' ');
        for (var left = length; left > 0; left -= blanks.Length)
        {
            await destination.WriteAsync(blanks.AsMemory(0, (int)Math.Min(left, blanks.Length)), cancellationToken);
        }
    }

    private static async Task UntilAborted(HttpContext context)
    {
        var aborted = new TaskCompletionSource();
        await using var registration = context.RequestAborted.Register(aborted.SetResult);
        await aborted.Task;
    }
}
