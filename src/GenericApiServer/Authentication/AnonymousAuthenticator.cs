using Microsoft.AspNetCore.Http;

namespace ImageStreams.GenericApiServer;

/// <summary>Takes everyone for <see cref="AuthenticatedUser.Anonymous"/>: goes last.</summary>
public sealed class AnonymousAuthenticator : IAuthenticator
{
    public ValueTask<AuthenticationResult> AuthenticateAsync(HttpContext context, CancellationToken cancellationToken) =>
        ValueTask.FromResult(AuthenticationResult.Success(AuthenticatedUser.Anonymous));
}
