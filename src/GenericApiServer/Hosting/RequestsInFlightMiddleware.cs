using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace ImageStreams.GenericApiServer;

/// <summary>Takes no more requests for resources at a time than the server can bear; the rest are told to come again (docs/spec/server.md#the-pipeline).</summary>
/// <remarks>Reads and writes are counted apart, so that a flood of one leaves room for the other. Watches, documents, health checks and administrators are not counted.</remarks>
public sealed class RequestsInFlightMiddleware(RequestDelegate next, IOptions<GenericApiServerOptions> options)
{
    private const int RetryAfterSeconds = 1;

    private readonly Places _reads = new(options.Value.MaxReadsInFlight);
    private readonly Places _writes = new(options.Value.MaxWritesInFlight);

    public Task InvokeAsync(HttpContext context)
    {
        var request = context.GetRequestInfo();
        var isCounted = request.IsResourceRequest && !request.IsLongRunning && !options.Value.IsLongRunning(request)
            && !context.GetUser().Groups.Contains(AuthenticatedUser.MastersGroup);
        return isCounted ? InPlaceAsync(context, request.Verb is "get" or "list" ? _reads : _writes) : next(context);
    }

    private async Task InPlaceAsync(HttpContext context, Places places)
    {
        if (!places.TryTake())
        {
            throw ApiException.TooManyRequests("too many requests are being served, please try again later", RetryAfterSeconds);
        }

        try
        {
            await next(context);
        }
        finally
        {
            places.GiveBack();
        }
    }

    private sealed class Places(int limit)
    {
        private int _taken;

        public bool TryTake()
        {
            if (Interlocked.Increment(ref _taken) <= limit)
            {
                return true;
            }

            GiveBack();
            return false;
        }

        public void GiveBack() => Interlocked.Decrement(ref _taken);
    }
}
