using Microsoft.AspNetCore.Http;

namespace ImageStreams.GenericApiServer;

/// <summary>Streams events as they come; nothing is buffered beyond what the connection takes. A watcher who stops reading is cut off.</summary>
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
        await FlushAsync(httpContext);
        try
        {
            await CopyAsync(httpContext, writing, end.Token);
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested && !httpContext.RequestAborted.IsCancellationRequested)
        {
            // Its time is over, or the server's: the client comes back with the version it saw last.
        }
        catch (ApiException e)
        {
            writing.Write(WatchNotification.Error(e.Status));
        }

        await FlushAsync(httpContext);
    }

    /// <summary>Not cancelled: what has begun to go out, an event or the end of the watch, goes out whole, or the connection breaks.</summary>
    private static Task FlushAsync(HttpContext context) => context.WithPatienceAsync(context.Response.BodyWriter.FlushAsync(CancellationToken.None));

    /// <summary>Events that are there already go out together; before every wait all is flushed.</summary>
    private async Task CopyAsync(HttpContext context, WatchEventWriting writing, CancellationToken cancellationToken)
    {
        var output = context.Response.BodyWriter;
        await using var source = events.GetAsyncEnumerator(cancellationToken);
        while (true)
        {
            var next = source.MoveNextAsync();
            if (!next.IsCompleted)
            {
                await FlushAsync(context);
            }

            if (!await next)
            {
                return;
            }

            writing.Write(source.Current);
            if (output.UnflushedBytes > 32 * 1024)
            {
                await FlushAsync(context);
            }

            cancellationToken.ThrowIfCancellationRequested(); // a source that always has something might never ask
        }
    }
}
