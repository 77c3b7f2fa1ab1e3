namespace ImageStreams.ApiServer;

/// <summary>What somebody asks for. A class and no record: it does not show itself in logs.</summary>
internal sealed class TokenRequest
{
    /// <summary>The token of the cluster that came with it; null when nothing came.</summary>
    public string? Credential { get; init; }

    /// <summary>The registry that the token is for; empty when it was not said.</summary>
    public string Service { get; init; } = "";

    /// <summary>The scopes, as they were written.</summary>
    public IReadOnlyList<string> Scopes { get; init; } = [];

    /// <summary>Whether the answer is to hold what can be sent again in place of a password.</summary>
    public bool WantsRefreshToken { get; init; }
}
