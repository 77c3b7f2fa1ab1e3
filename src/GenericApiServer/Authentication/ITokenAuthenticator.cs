namespace ImageStreams.GenericApiServer;

/// <summary>Knows bearer tokens of one kind.</summary>
public interface ITokenAuthenticator
{
    /// <summary>Whose token it is; null when it is unknown, expired or forged. An exception means that it could not be found out.</summary>
    ValueTask<AuthenticatedUser?> AuthenticateTokenAsync(string token, CancellationToken cancellationToken);
}
