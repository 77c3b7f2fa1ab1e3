using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace ImageStreams.GenericApiServer;

/// <summary>What the middlewares have found out about a request.</summary>
public static class KubeHttpContextExtensions
{
    private const string RequestIdHeader = "Audit-Id";

    extension(HttpContext context)
    {
        /// <summary>What the request is about.</summary>
        public RequestInfo GetRequestInfo() => context.Features.Get<RequestInfo>()
            ?? throw new InvalidOperationException("the request has not come past RequestInfoMiddleware");

        public void SetRequestInfo(RequestInfo info) => context.Features.Set(info);

        /// <summary>Who sent the request.</summary>
        public AuthenticatedUser GetUser() => context.Features.Get<AuthenticatedUser>()
            ?? throw new InvalidOperationException("the request has not come past AuthenticationMiddleware");

        public void SetUser(AuthenticatedUser user) => context.Features.Set(user);

        /// <summary>The id under which the log speaks of the request.</summary>
        public string GetRequestId() =>
            context.Response.Headers[RequestIdHeader].ToString() is { Length: > 0 } id ? id : context.TraceIdentifier;

        /// <summary>The path as it was sent, decoded, slashes written as <c>%2F</c> included.</summary>
        public string GetDecodedPath()
        {
            var raw = context.Features.Get<IHttpRequestFeature>()?.RawTarget;
            return raw is ['/', ..] ? Uri.UnescapeDataString(raw.Split('?', 2)[0]) : context.Request.Path.Value ?? "/";
        }

        /// <summary>The clock of the server.</summary>
        internal TimeProvider Clock() => context.RequestServices?.GetService(typeof(TimeProvider)) as TimeProvider ?? TimeProvider.System;

        internal DateTimeOffset Now() => context.Clock().GetUtcNow();

        /// <summary>Ends when the server takes no more requests: what would run for long ends too.</summary>
        internal CancellationToken ServerStopping() =>
            (context.RequestServices?.GetService(typeof(ServerLifecycle)) as ServerLifecycle)?.Stopping ?? CancellationToken.None;

        internal void SetRequestId(string id) => context.Response.Headers[RequestIdHeader] = id;

        internal bool ClientIsGone() => context.Features.Get<RequestDeadline>()?.ClientIsGone ?? context.RequestAborted.IsCancellationRequested;

        internal bool DeadlineHasPassed() => context.Features.Get<RequestDeadline>()?.HasPassed ?? false;
    }
}
