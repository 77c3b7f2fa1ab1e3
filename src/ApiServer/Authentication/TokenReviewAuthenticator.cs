using ImageStreams.Entities;
using ImageStreams.GenericApiServer;
using ImageStreams.Kubernetes;
using Microsoft.Extensions.Logging;

namespace ImageStreams.ApiServer;

/// <summary>Asks the control plane whose a bearer token is.</summary>
internal sealed partial class TokenReviewAuthenticator(KubernetesClient client, ILogger<TokenReviewAuthenticator> logger) : ITokenAuthenticator
{
    private readonly ResourceClient<TokenReview> _reviews = client.Resource<TokenReview>();

    /// <exception cref="ApiException">500 when the control plane could not be asked: that says nothing about the token.</exception>
    public async ValueTask<AuthenticatedUser?> AuthenticateTokenAsync(string token, CancellationToken cancellationToken)
    {
        try
        {
            var review = await _reviews.CreateAsync(new TokenReview { Spec = new() { Token = token } }, cancellationToken);
            return review.Status is { Authenticated: true, User.Username: { Length: > 0 } name } status
                ? new()
                {
                    Name = name,
                    Uid = status.User.Uid ?? "",
                    Groups = status.User.Groups ?? [],
                    Extra = status.User.Extra ?? new Dictionary<string, IReadOnlyList<string>>(),
                }
                : null;
        }
        catch (Exception e) when (ControlPlaneFailures.Includes(e))
        {
            LogFailed(e);
            throw ApiException.InternalError("the control plane could not be asked whose the token is", e);
        }
    }

    [LoggerMessage(LogLevel.Warning, "No token review could be had")]
    private partial void LogFailed(Exception exception);
}
