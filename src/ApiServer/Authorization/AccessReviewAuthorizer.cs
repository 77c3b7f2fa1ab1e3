using ImageStreams.GenericApiServer;
using ImageStreams.Kubernetes;

namespace ImageStreams.ApiServer;

/// <summary>Decides as the control plane does; when that does not answer, nothing is decided.</summary>
internal sealed class AccessReviewAuthorizer(AccessReviewer reviewer) : IAuthorizer
{
    public async ValueTask<AuthorizationDecision> AuthorizeAsync(AuthorizationAttributes attributes, CancellationToken cancellationToken)
    {
        try
        {
            var verdict = await reviewer.ReviewAsync(attributes, cancellationToken);
            return verdict switch
            {
                { Allowed: true } => AuthorizationDecision.Allow(verdict.Reason ?? ""),
                { Denied: true } => AuthorizationDecision.Deny(verdict.Reason ?? ""),
                _ => new(AuthorizationVerdict.NoOpinion, verdict.Reason ?? ""),
            };
        }
        catch (Exception e) when (e is KubeApiException or HttpRequestException or TimeoutException or InvalidDataException)
        {
            throw ApiException.InternalError("the control plane could not be asked for the caller's rights", e);
        }
    }
}
