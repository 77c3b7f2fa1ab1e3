using ImageStreams.GenericApiServer;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace ImageStreams.ControlPlane;

/// <summary>Replaces the user of a request by the one that the request wants to act as; stands between authentication and authorization.</summary>
internal sealed partial class ImpersonationMiddleware(RequestDelegate next, IAuthorizer authorizer, ILogger<ImpersonationMiddleware> logger)
{
    public async Task InvokeAsync(HttpContext context)
    {
        if (Impersonation.Requested(context.Request.Headers) is { } wanted)
        {
            var caller = context.GetUser();
            foreach (var needed in Impersonation.Needed(caller, wanted))
            {
                var decision = await authorizer.AuthorizeAsync(needed, context.RequestAborted);
                if (!decision.IsAllowed)
                {
                    throw AuthorizationMiddleware.Forbidden(needed, decision.Reason);
                }
            }

            LogImpersonated(caller.Name, wanted.Name);
            context.SetUser(Impersonation.Complete(wanted));
        }

        Impersonation.Clear(context.Request.Headers);
        await next(context);
    }

    [LoggerMessage(LogLevel.Debug, "{Caller} acts as {User}")]
    private partial void LogImpersonated(string caller, string user);
}
