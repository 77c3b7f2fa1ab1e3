using ImageStreams.Entities;
using ImageStreams.GenericApiServer;
using ImageStreams.Kubernetes;

namespace ImageStreams.ApiServer;

/// <summary>Asks the control plane whose a bearer token is.</summary>
internal sealed class TokenReviewAuthenticator(KubernetesClient client) : ITokenAuthenticator
{
    private readonly ResourceClient<TokenReview> _reviews = client.Resource<TokenReview>();

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
        catch (Exception e) when (e is KubeApiException or HttpRequestException or TimeoutException or InvalidDataException)
        {
            throw ApiException.InternalError("the control plane could not be asked whose the token is", e);
        }
    }
}
