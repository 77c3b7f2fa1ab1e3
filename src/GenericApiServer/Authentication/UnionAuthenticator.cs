using Microsoft.AspNetCore.Http;

namespace ImageStreams.GenericApiServer;

/// <summary>Asks one authenticator after the other; the first that knows the sender decides.</summary>
/// <remarks>
/// Bad credentials do not hide good ones in the same request, but they never become anonymous: <paramref name="fallback"/> is asked only when no
/// credentials of any kind were there.
/// </remarks>
public sealed class UnionAuthenticator(IReadOnlyList<IAuthenticator> authenticators, IAuthenticator? fallback) : IAuthenticator
{
    public async ValueTask<AuthenticationResult> AuthenticateAsync(HttpContext context, CancellationToken cancellationToken)
    {
        List<string> failures = [];
        foreach (var authenticator in authenticators)
        {
            var result = await authenticator.AuthenticateAsync(context, cancellationToken);
            if (result.User is not null || result.IsFinal)
            {
                return result;
            }

            if (result.Failure is not null)
            {
                failures.Add(result.Failure);
            }
        }

        return failures.Count > 0 ? AuthenticationResult.Fail(string.Join("; ", failures))
            : fallback is null ? AuthenticationResult.NoCredentials
            : await fallback.AuthenticateAsync(context, cancellationToken);
    }
}
