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
                    throw Forbidden(needed, decision.Reason);
                }
            }

            LogImpersonated(caller.Name, wanted.Name);
            context.SetUser(Impersonation.Complete(wanted));
        }

        Impersonation.Clear(context.Request.Headers);
        await next(context);
    }

    private static ApiException Forbidden(AuthorizationAttributes needed, string reason)
    {
        var place = needed.Namespace.Length == 0 ? "at the cluster scope" : $"in the namespace {GoText.Quote(needed.Namespace)}";
        var resource = needed.Subresource.Length == 0 ? needed.Resource : $"{needed.Resource}/{needed.Subresource}";
        var text = $"User {GoText.Quote(needed.User.Name)} cannot impersonate resource {GoText.Quote(resource)} in API group {GoText.Quote(needed.Group)} {place}";
        return ApiException.Forbidden(
            new GroupResource(needed.Group, needed.Resource), needed.Name, reason.Length == 0 ? text : $"{text}: {reason}");
    }

    [LoggerMessage(LogLevel.Debug, "{Caller} acts as {User}")]
    private partial void LogImpersonated(string caller, string user);
}
