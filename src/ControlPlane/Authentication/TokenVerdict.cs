using ImageStreams.GenericApiServer;

namespace ImageStreams.ControlPlane;

/// <summary>What a token is worth.</summary>
internal sealed record TokenVerdict
{
    /// <summary>Whose it is; null when it is worth nothing.</summary>
    public AuthenticatedUser? User { get; init; }

    /// <summary>The asked-for audiences that the token is made for.</summary>
    public IReadOnlyList<string> Audiences { get; init; } = [];

    /// <summary>Why it is worth nothing.</summary>
    public string Error { get; init; } = "";
}
