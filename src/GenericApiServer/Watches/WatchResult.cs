using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;

namespace ImageStreams.GenericApiServer;

/// <summary>Streams events as they come; nothing is buffered beyond what the connection takes.</summary>
/// <remarks>docs/spec/server.md#watches</remarks>
internal sealed class WatchResult(IAsyncEnumerable<WatchNotification> events, WatchSettings settings) : IResult
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var format = ResponseFormat.NegotiateWatch(httpContext.Request);
        if (format.Transform == ResponseTransform.PartialObjectMetadataList)
        {
            throw ApiException.NotAcceptable("you requested PartialObjectMetadataList, but a watch sends single objects");
        }

        var response = httpContext.Response;
        var writing = new WatchEventWriting(response.BodyWriter, httpContext, format, settings);
        using var timer = new CancellationTokenSource(settings.EffectiveTimeout, httpContext.Clock());
        using var end = CancellationTokenSource.CreateLinkedTokenSource(httpContext.RequestAborted, timer.Token, httpContext.ServerStopping());
        response.ContentType = format.MediaType;
        await response.BodyWriter.FlushAsync(httpContext.RequestAborted);
        try
        {
            await CopyAsync(response.BodyWriter, writing, end.Token);
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested && !httpContext.RequestAborted.IsCancellationRequested)
        {
            // Its time is over, or the server's: the client comes back with the version it saw last.
        }
        catch (ApiException e)
        {
            writing.Write(WatchNotification.Error(e.Status));
        }

        await response.BodyWriter.FlushAsync(httpContext.RequestAborted);
    }

    /// <summary>Events that are there already go out together; before every wait all is flushed.</summary>
    private async Task CopyAsync(PipeWriter output, WatchEventWriting writing, CancellationToken cancellationToken)
    {
        await using var source = events.GetAsyncEnumerator(cancellationToken);
        while (true)
        {
            var next = source.MoveNextAsync();
            if (!next.IsCompleted)
            {
                // Not cancelled: the source must not be disposed of while it is asked for its next event. A connection that breaks ends the flush.
                await output.FlushAsync(CancellationToken.None);
            }

            if (!await next)
            {
                return;
            }

            writing.Write(source.Current);
            if (output.UnflushedBytes > 32 * 1024)
            {
                await output.FlushAsync(cancellationToken);
            }
        }
    }
}
