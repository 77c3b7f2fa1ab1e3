using ImageStreams.GenericApiServer;
using Microsoft.AspNetCore.Http;

namespace ImageStreams.ApiServer;

/// <summary>Publishes what tokens are verified by, to everybody (docs/spec/tokens.md#verification).</summary>
internal sealed class TokenKeyEndpoint(SharedTokenKeys keys) : IDirectEndpoint
{
    private const string Pem = "application/x-pem-file";
    private const string Keys = "/auth/keys";
    private const string CurrentKey = "/auth/keys/current";
    private const string Certificate = "/auth/certificate";

    public bool Serves(string path) => path is Keys or CurrentKey or Certificate;

    public Task InvokeAsync(HttpContext context)
    {
        if (!HttpMethods.IsGet(context.Request.Method) && !HttpMethods.IsHead(context.Request.Method))
        {
            context.Response.Headers.Allow = "GET, HEAD";
            return WriteAsync(context, StatusCodes.Status405MethodNotAllowed, "text/plain", "405 method not allowed\n");
        }

        if (keys.Current is not { } current)
        {
            context.Response.Headers.RetryAfter = "1";
            return WriteAsync(context, StatusCodes.Status503ServiceUnavailable, "text/plain", "there is no key yet to sign tokens with\n");
        }

        return context.GetDecodedPath() switch
        {
            Keys => WriteAsync(context, StatusCodes.Status200OK, "application/jwk-set+json", current.KeySet),
            CurrentKey => WriteAsync(context, StatusCodes.Status200OK, Pem, current.CurrentKey),
            _ => WriteAsync(context, StatusCodes.Status200OK, Pem, current.Set.Authorities.Bundle),
        };
    }

    private static async Task WriteAsync(HttpContext context, int code, string type, string text)
    {
        context.Response.StatusCode = code;
        context.Response.ContentType = type;
        if (!HttpMethods.IsHead(context.Request.Method))
        {
            await context.Response.WriteAsync(text, context.RequestAborted);
        }
    }
}
