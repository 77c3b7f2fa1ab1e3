using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace ImageStreams.GenericApiServer;

/// <summary>Finds out who sends a request; without an answer it is 401.</summary>
/// <remarks>
/// Credentials go no further: what comes later sees the user, not the token or the proxy's headers. docs/spec/server.md#authentication
/// </remarks>
public sealed partial class AuthenticationMiddleware(RequestDelegate next, IAuthenticator authenticator, ILogger<AuthenticationMiddleware> logger)
{
    public async Task InvokeAsync(HttpContext context)
    {
        var result = await AuthenticateAsync(context);
        if (result.User is null)
        {
            LogRefused(context.Request.Method, context.Request.Path, result.Failure ?? "no credentials");
            throw ApiException.Unauthorized();
        }

        context.Request.Headers.Remove("Authorization");
        RequestHeaderNames.RemoveFrom(context.Request.Headers);
        context.SetUser(result.User.WithAuthenticatedGroup());
        await next(context);
    }

    /// <summary>Who cannot be found out counts as unknown, unless the authenticator says what to answer; the reason is in the log.</summary>
    private async ValueTask<AuthenticationResult> AuthenticateAsync(HttpContext context)
    {
        try
        {
            return await authenticator.AuthenticateAsync(context, context.RequestAborted);
        }
        catch (Exception e) when (e is not (OperationCanceledException or ApiException))
        {
            LogFailed(e, context.Request.Method, context.Request.Path);
            return AuthenticationResult.Fail("the authenticator failed");
        }
    }

    [LoggerMessage(LogLevel.Error, "{Method} {Path}: could not authenticate")]
    private partial void LogFailed(Exception exception, string method, PathString path);

    [LoggerMessage(LogLevel.Information, "{Method} {Path}: not authenticated: {Reason}")]
    private partial void LogRefused(string method, PathString path, string reason);
}
