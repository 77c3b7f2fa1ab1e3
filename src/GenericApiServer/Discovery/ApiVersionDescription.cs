namespace ImageStreams.GenericApiServer;

/// <summary>One version of an API group.</summary>
/// <param name="Version">For example <c>v1</c>.</param>
/// <param name="Resources">Its resources, in any order.</param>
public sealed record ApiVersionDescription(string Version, IReadOnlyList<ApiResourceDescription> Resources)
{
    /// <summary>Whether the description is up to date; not, when it came from a server that does not answer just now.</summary>
    public bool IsCurrent { get; init; } = true;
}
