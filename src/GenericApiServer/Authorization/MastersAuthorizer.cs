namespace ImageStreams.GenericApiServer;

/// <summary>Allows everything to members of <see cref="AuthenticatedUser.MastersGroup"/>.</summary>
public sealed class MastersAuthorizer : IAuthorizer
{
    public ValueTask<AuthorizationDecision> AuthorizeAsync(AuthorizationAttributes attributes, CancellationToken cancellationToken) => ValueTask.FromResult(
        attributes.User.Groups.Contains(AuthenticatedUser.MastersGroup) ? AuthorizationDecision.Allow() : AuthorizationDecision.NoOpinion);
}
