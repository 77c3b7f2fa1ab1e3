namespace ImageStreams.ControlPlane;

/// <summary>An object that a token is bound to.</summary>
/// <param name="Claim">Its kind as the token names it: <c>pod</c>, <c>secret</c> or <c>node</c>.</param>
/// <param name="Identity">Which one.</param>
internal sealed record BoundObject(string Claim, ObjectIdentity Identity)
{
    public static readonly IReadOnlyList<string> Claims = ["pod", "secret", "node"];

    public string Resource => Claim + "s";

    /// <summary>Nodes are not in a namespace.</summary>
    public bool IsNamespaced => Claim != "node";
}
