namespace ImageStreams.GenericApiServer;

/// <summary>What an authorizer says.</summary>
public enum AuthorizationVerdict
{
    /// <summary>Nothing allows it; another authorizer may.</summary>
    NoOpinion,

    /// <summary>It is allowed.</summary>
    Allow,

    /// <summary>It is forbidden, whatever another authorizer says.</summary>
    Deny,
}
