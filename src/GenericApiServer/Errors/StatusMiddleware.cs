using ImageStreams.Entities;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace ImageStreams.GenericApiServer;

/// <summary>Turns what a handler throws into a <see cref="Status"/> answer, in one place.</summary>
/// <remarks>
/// A bug never shows its text to the caller, only the id under which the log has it. When the caller is gone, nothing is written or logged.
/// </remarks>
public sealed partial class StatusMiddleware(RequestDelegate next, ILogger<StatusMiddleware> logger)
{
    private static readonly string[] HeadersOfABody = ["Content-Type", "Content-Length", "Content-Encoding", "ETag", "Last-Modified", "Location"];

    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
        }
        catch (OperationCanceledException) when (context.ClientIsGone())
        {
            LogClientGone(context.Request.Method, context.Request.Path);
        }
        catch (IOException) when (context.ClientIsGone())
        {
            LogClientGone(context.Request.Method, context.Request.Path);
        }
        catch (Exception e)
        {
            await AnswerAsync(context, e);
        }
    }

    private async Task AnswerAsync(HttpContext context, Exception exception)
    {
        var answer = Translate(context, exception);
        if (context.Response.HasStarted)
        {
            // The status line is out: a broken connection is the only way left to say that the body is not whole.
            LogBroken(exception, context.Request.Method, context.Request.Path);
            context.Abort();
            return;
        }

        foreach (var header in HeadersOfABody)
        {
            context.Response.Headers.Remove(header);
        }

        if (answer.Status.Details?.RetryAfterSeconds is { } seconds)
        {
            context.Response.Headers.RetryAfter = seconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
        }

        if (answer.Challenge is not null)
        {
            context.Response.Headers.WWWAuthenticate = answer.Challenge;
        }

        await KubeResults.Status(OlderForm.Of(context)?.StatusOf(answer.Status) ?? answer.Status).ExecuteAsync(context);
    }

    private ApiException Translate(HttpContext context, Exception exception)
    {
        switch (exception)
        {
            case ApiException known:
                return known;
            case OperationCanceledException when context.DeadlineHasPassed():
                return ApiException.Timeout("request did not complete within the allotted timeout");
            case BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge }:
                return ApiException.RequestEntityTooLarge($"limit is {RequestBody.DefaultLimit}");
            case BadHttpRequestException bad:
                return ApiException.BadRequest(bad.Message);
            default:
                var id = context.GetRequestId();
                LogFailed(exception, context.Request.Method, context.Request.Path, id);
                return ApiException.InternalError($"the request failed in the server; its log has the cause under {id}");
        }
    }

    [LoggerMessage(LogLevel.Debug, "{Method} {Path}: the client went away")]
    private partial void LogClientGone(string method, PathString path);

    [LoggerMessage(LogLevel.Warning, "{Method} {Path} broke off after the answer had begun")]
    private partial void LogBroken(Exception exception, string method, PathString path);

    [LoggerMessage(LogLevel.Error, "{Method} {Path} failed ({RequestId})")]
    private partial void LogFailed(Exception exception, string method, PathString path, string requestId);
}
