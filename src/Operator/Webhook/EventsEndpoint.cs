using System.Text;
using ImageStreams.ApiServer;
using ImageStreams.GenericApiServer;
using ImageStreams.Images;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace ImageStreams.Operator;

/// <summary>
/// <c>POST /registry/events</c>: takes notifications of registries. It answers when it knows what is to be looked at, and does not wait until somebody has
/// (docs/spec/push.md#the-endpoint).
/// </summary>
internal sealed partial class EventsEndpoint(EventsSecret secret, PushIntake intake, PushMetrics metrics, TimeProvider time, ILogger<EventsEndpoint> logger)
    : IDirectEndpoint, IDisposable
{
    public const string Path = "/registry/events";

    /// <summary>How many bytes a notification may have: some hold the manifest.</summary>
    public const int MaxBytes = 5 << 20;

    private const int AtATime = 16;

    /// <summary>Of these, how many may come from anybody: whether a signature is right is known when all that it signs is here.</summary>
    private const int OfStrangers = 4;

    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(10);

    private readonly SemaphoreSlim _places = new(AtATime - OfStrangers);
    private readonly SemaphoreSlim _placesOfStrangers = new(OfStrangers);

    public bool Serves(string path) => path.TrimEnd('/') == Path;

    public async Task InvokeAsync(HttpContext context)
    {
        if (!HttpMethods.IsPost(context.Request.Method))
        {
            context.Response.Headers.Allow = HttpMethods.Post;
            await AnswerAsync(context, new Answer(StatusCodes.Status405MethodNotAllowed, "notifications are sent by POST"));
            return;
        }

        await AnswerAsync(context, await TakeAsync(context));
    }

    public void Dispose()
    {
        _places.Dispose();
        _placesOfStrangers.Dispose();
    }

    private async Task<Answer> TakeAsync(HttpContext context)
    {
        if (secret.Current is not { } known)
        {
            return Refuse(StatusCodes.Status503ServiceUnavailable, "unavailable", "the secret of the registries is not known yet");
        }

        // Who shows a signature shows it of the body; nobody else's body is read.
        var (authorization, signature) = (context.Request.Headers.Authorization.ToString(), context.Request.Headers["X-Hub-Signature-256"].ToString());
        var isKnown = authorization.Length > 0 && EventsCredential.IsIn(authorization, known);
        if (!isKnown && (authorization.Length > 0 || signature.Length == 0))
        {
            return Refuse(StatusCodes.Status401Unauthorized, "unauthenticated", "the secret of the registries is missing or wrong");
        }

        var places = isKnown ? _places : _placesOfStrangers;
        if (!places.Wait(0))
        {
            return Refuse(StatusCodes.Status503ServiceUnavailable, "unavailable", "too many notifications at a time");
        }

        try
        {
            return await TakeAsync(context, body => isKnown || EventsCredential.Signs(signature, body.Span, known));
        }
        finally
        {
            places.Release();
        }
    }

    private async Task<Answer> TakeAsync(HttpContext context, Func<ReadOnlyMemory<byte>, bool> isAuthentic)
    {
        using var deadline = new CancellationTokenSource(Deadline, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, context.RequestAborted);
        try
        {
            return await RequestBody.TryReadAsync(context, MaxBytes, either.Token) is not { } body
                ? Refuse(StatusCodes.Status413PayloadTooLarge, "too_large", $"limit is {MaxBytes} bytes")
                : isAuthentic(body) ? Take(body, EnvelopeOf(context.Request.Headers))
                : Refuse(StatusCodes.Status401Unauthorized, "unauthenticated", "the signature is wrong");
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested)
        {
            return Refuse(StatusCodes.Status408RequestTimeout, "too_slow", "the body did not come in time");
        }
        catch (BadHttpRequestException e)
        {
            return Refuse(e.StatusCode, "malformed", "the body did not come whole");
        }
    }

    private Answer Take(ReadOnlyMemory<byte> body, PushEnvelope envelope)
    {
        try
        {
            var notification = PushNotification.Parse(body, envelope);
            if (intake.TryAccept(notification))
            {
                metrics.Received(notification.Format, "accepted");
                return new Answer(StatusCodes.Status202Accepted, "");
            }

            metrics.Received(notification.Format, "overflow");
            return new Answer(StatusCodes.Status503ServiceUnavailable, "too much is waiting to be looked at");
        }
        catch (FormatException e)
        {
            return Refuse(StatusCodes.Status400BadRequest, "malformed", e.Message);
        }
    }

    private Answer Refuse(int status, string result, string why)
    {
        metrics.Received(PushFormats.Unknown, result);
        LogRefused(status, why);
        return new Answer(status, why);
    }

    private static PushEnvelope EnvelopeOf(IHeaderDictionary headers) => new()
    {
        GitHubEvent = headers["X-GitHub-Event"].ToString(),
        GitHubDelivery = headers["X-GitHub-Delivery"].ToString(),
        CloudEventType = headers["ce-type"].ToString(),
        CloudEventId = headers["ce-id"].ToString(),
    };

    private static async Task AnswerAsync(HttpContext context, Answer answer)
    {
        context.Response.StatusCode = answer.Status;
        switch (answer.Status)
        {
            case StatusCodes.Status401Unauthorized:
                context.Response.Headers.WWWAuthenticate = "Bearer realm=\"imagestreams\"";
                break;
            case StatusCodes.Status503ServiceUnavailable:
                context.Response.Headers.RetryAfter = "5";
                break;
        }

        if (answer.Why.Length > 0)
        {
            var text = Encoding.UTF8.GetBytes($"{answer.Why}\n");
            context.Response.ContentType = "text/plain; charset=utf-8";
            context.Response.ContentLength = text.Length;
            await context.Response.Body.WriteAsync(text, context.RequestAborted);
        }
    }

    [LoggerMessage(LogLevel.Debug, "A notification is refused with {Status}: {Reason}")]
    private partial void LogRefused(int status, string reason);

    private readonly record struct Answer(int Status, string Why);
}
