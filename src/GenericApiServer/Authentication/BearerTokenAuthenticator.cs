using Microsoft.AspNetCore.Http;

namespace ImageStreams.GenericApiServer;

/// <summary>Takes the token of <c>Authorization: Bearer</c> to those who know tokens, in order.</summary>
public sealed class BearerTokenAuthenticator(params IReadOnlyList<ITokenAuthenticator> tokens) : IAuthenticator
{
    public async ValueTask<AuthenticationResult> AuthenticateAsync(HttpContext context, CancellationToken cancellationToken)
    {
        var parts = context.Request.Headers.Authorization.ToString().Trim().Split(' ', 3);
        if (parts.Length < 2 || !parts[0].Equals("bearer", StringComparison.OrdinalIgnoreCase) || parts[1].Length == 0)
        {
            return AuthenticationResult.NoCredentials;
        }

        foreach (var authenticator in tokens)
        {
            if (await authenticator.AuthenticateTokenAsync(parts[1], cancellationToken) is { } user)
            {
                return AuthenticationResult.Success(user);
            }
        }

        return AuthenticationResult.Fail("invalid bearer token");
    }
}
