using Microsoft.AspNetCore.Http;

namespace ImageStreams.GenericApiServer;

/// <summary>Knows one kind of credentials.</summary>
public interface IAuthenticator
{
    /// <summary>Says who sends the request; an exception means that it could not be found out.</summary>
    ValueTask<AuthenticationResult> AuthenticateAsync(HttpContext context, CancellationToken cancellationToken);
}
