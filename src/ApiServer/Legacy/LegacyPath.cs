using System.Diagnostics.CodeAnalysis;

namespace ImageStreams.ApiServer;

/// <summary>A path of the API as it was before it had groups (docs/spec/api.md#legacy-paths).</summary>
/// <param name="Namespace">The namespace, as it stands in the path.</param>
/// <param name="Resource">The resource.</param>
/// <param name="Name">Name of the object, as it stands in the path; empty for all of the namespace.</param>
internal sealed record LegacyPath(string Namespace, string Resource, string Name)
{
    private const string Prefix = "/oapi/v1/namespaces/";

    private static readonly string[] Resources = ["imagestreams", "imagestreamtags", "imagestreamimages"];

    /// <summary>What the same is called today.</summary>
    public string Current => $"/apis/image.openshift.io/v1/namespaces/{Namespace}/{Resource}{(Name.Length == 0 ? "" : "/")}{Name}";

    /// <summary>Reads the path of a request target; false for any other path.</summary>
    public static bool TryParse(string? path, [NotNullWhen(true)] out LegacyPath? legacy)
    {
        legacy = path?.StartsWith(Prefix, StringComparison.Ordinal) == true && path[Prefix.Length..].TrimEnd('/').Split('/') is var parts
            ? parts switch
            {
                [{ Length: > 0 } ns, var resource] when Resources.Contains(resource) => new(ns, resource, ""),
                [{ Length: > 0 } ns, var resource, { Length: > 0 } name] when Resources.Contains(resource) => new(ns, resource, name),
                _ => null,
            }
            : null;
        return legacy is not null;
    }
}
