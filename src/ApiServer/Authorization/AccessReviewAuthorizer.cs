using ImageStreams.GenericApiServer;
using ImageStreams.Kubernetes;
using Microsoft.Extensions.Logging;

namespace ImageStreams.ApiServer;

/// <summary>Decides as the control plane does; when that does not answer, nothing is decided.</summary>
internal sealed partial class AccessReviewAuthorizer(AccessReviewer reviewer, ILogger<AccessReviewAuthorizer> logger) : IAuthorizer
{
    /// <exception cref="ApiException">500 when the control plane could not be asked.</exception>
    public async ValueTask<AuthorizationDecision> AuthorizeAsync(AuthorizationAttributes attributes, CancellationToken cancellationToken)
    {
        try
        {
            var verdict = await reviewer.ReviewAsync(attributes, cancellationToken);
            return verdict switch
            {
                { Denied: true } => AuthorizationDecision.Deny(verdict.Reason ?? ""),
                { Allowed: true } => AuthorizationDecision.Allow(verdict.Reason ?? ""),
                _ => new(AuthorizationVerdict.NoOpinion, verdict.Reason ?? ""),
            };
        }
        catch (Exception e) when (ControlPlaneFailures.Includes(e))
        {
            LogFailed(e);
            throw ApiException.InternalError("the control plane could not be asked for the caller's rights", e);
        }
    }

    [LoggerMessage(LogLevel.Warning, "No access review could be had")]
    private partial void LogFailed(Exception exception);
}
