namespace ImageStreams.GenericApiServer;

/// <summary>Decides what users may do.</summary>
public interface IAuthorizer
{
    /// <summary>Decides; an exception means that it could not be decided, which is never an allowance.</summary>
    ValueTask<AuthorizationDecision> AuthorizeAsync(AuthorizationAttributes attributes, CancellationToken cancellationToken);
}
