namespace ImageStreams.GenericApiServer;

/// <summary>What one authenticator makes of a request.</summary>
public sealed record AuthenticationResult
{
    private AuthenticationResult()
    {
    }

    /// <summary>The request has no credentials of the authenticator's kind: another one may know it.</summary>
    public static AuthenticationResult NoCredentials { get; } = new();

    /// <summary>The user, if the credentials are good.</summary>
    public AuthenticatedUser? User { get; private init; }

    /// <summary>Why the credentials are no good, for the log; never shown to the caller.</summary>
    public string? Failure { get; private init; }

    /// <summary>Whether the request is refused even if another authenticator knows it.</summary>
    public bool IsFinal { get; private init; }

    public static AuthenticationResult Success(AuthenticatedUser user) => new() { User = user };

    /// <summary>Bad credentials; other ones in the same request may still be good.</summary>
    public static AuthenticationResult Fail(string reason) => new() { Failure = reason };

    /// <summary>The request claims something it has no right to claim, and is refused as a whole.</summary>
    public static AuthenticationResult Refuse(string reason) => new() { Failure = reason, IsFinal = true };
}
