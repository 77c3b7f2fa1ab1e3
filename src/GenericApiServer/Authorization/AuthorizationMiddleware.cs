using ImageStreams.Entities;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace ImageStreams.GenericApiServer;

/// <summary>Lets through what the user may do; everything else is 403, saying what was asked for and by whom.</summary>
/// <remarks>docs/spec/server.md#authorization</remarks>
public sealed class AuthorizationMiddleware(RequestDelegate next, IAuthorizer authorizer, IOptions<GenericApiServerOptions> options)
{
    public async Task InvokeAsync(HttpContext context)
    {
        var request = context.GetRequestInfo();
        if (!IsAlwaysAllowed(request))
        {
            var attributes = AuthorizationAttributes.Of(request, context.GetUser());
            var decision = await authorizer.AuthorizeAsync(attributes, context.RequestAborted);
            if (!decision.IsAllowed)
            {
                throw Forbidden(attributes, decision.Reason);
            }
        }

        await next(context);
    }

    /// <summary>The refusal of <paramref name="attributes"/>, in the words of a kube-apiserver.</summary>
    public static ApiException Forbidden(AuthorizationAttributes attributes, string reason)
    {
        var (user, verb) = (GoText.Quote(attributes.User.Name), attributes.Verb);
        var because = reason.Length == 0 ? "" : $": {reason}";
        if (!attributes.IsResourceRequest)
        {
            return ApiException.Forbidden(new("", ""), "", $"User {user} cannot {verb} path {GoText.Quote(attributes.Path)}{because}");
        }

        var resource = attributes.Subresource.Length == 0 ? attributes.Resource : $"{attributes.Resource}/{attributes.Subresource}";
        var where = attributes.Namespace.Length == 0 ? "at the cluster scope" : $"in the namespace {GoText.Quote(attributes.Namespace)}";
        return ApiException.Forbidden(
            new(attributes.Group, attributes.Resource),
            attributes.Name,
            $"User {user} cannot {verb} resource {GoText.Quote(resource)} in API group {GoText.Quote(attributes.Group)} {where}{because}");
    }

    private bool IsAlwaysAllowed(RequestInfo request)
    {
        if (request.IsResourceRequest)
        {
            return false;
        }

        var path = "/" + request.Path.Trim('/');
        return options.Value.AlwaysAllowedPaths.Any(allowed =>
            allowed.EndsWith('*') ? path.StartsWith(allowed[..^1], StringComparison.Ordinal) : path == allowed);
    }
}
