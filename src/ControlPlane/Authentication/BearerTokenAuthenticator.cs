using ImageStreams.GenericApiServer;
using Microsoft.AspNetCore.Http;

namespace ImageStreams.ControlPlane;

/// <summary>Knows users by the token in <c>Authorization: Bearer</c>.</summary>
internal sealed class BearerTokenAuthenticator(BearerTokens tokens) : IAuthenticator
{
    public ValueTask<AuthenticationResult> AuthenticateAsync(HttpContext context, CancellationToken cancellationToken)
    {
        var parts = context.Request.Headers.Authorization.ToString().Trim().Split(' ', 3);
        if (parts is not [var scheme, { Length: > 0 } token, ..] || !scheme.Equals("Bearer", StringComparison.OrdinalIgnoreCase))
        {
            return ValueTask.FromResult(AuthenticationResult.NoCredentials);
        }

        var verdict = tokens.Verify(token, []);
        return ValueTask.FromResult(verdict.User is { } user ? AuthenticationResult.Success(user) : AuthenticationResult.Fail(verdict.Error));
    }
}
