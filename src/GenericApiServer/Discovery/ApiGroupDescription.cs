namespace ImageStreams.GenericApiServer;

/// <summary>An API group as clients discover it.</summary>
/// <param name="Name">Name; empty for the core group.</param>
/// <param name="Versions">Versions, the preferred one first.</param>
public sealed record ApiGroupDescription(string Name, IReadOnlyList<ApiVersionDescription> Versions)
{
    internal string GroupVersion(ApiVersionDescription version) => Name.Length == 0 ? version.Version : $"{Name}/{version.Version}";

    /// <summary>The path of a version, without a slash in front: <c>apis/G/V</c>, or <c>api/V</c> for the core group.</summary>
    internal string PathOf(ApiVersionDescription version) => Name.Length == 0 ? $"api/{version.Version}" : $"apis/{Name}/{version.Version}";
}
