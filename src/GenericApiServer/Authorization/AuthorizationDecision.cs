namespace ImageStreams.GenericApiServer;

/// <summary>Whether something is allowed, and why.</summary>
/// <param name="Verdict">What is said.</param>
/// <param name="Reason">Why; shown to the caller when it is not allowed. May be empty.</param>
public sealed record AuthorizationDecision(AuthorizationVerdict Verdict, string Reason)
{
    public static AuthorizationDecision NoOpinion { get; } = new(AuthorizationVerdict.NoOpinion, "");

    public bool IsAllowed => Verdict == AuthorizationVerdict.Allow;

    public static AuthorizationDecision Allow(string reason = "") => new(AuthorizationVerdict.Allow, reason);

    public static AuthorizationDecision Deny(string reason) => new(AuthorizationVerdict.Deny, reason);
}
