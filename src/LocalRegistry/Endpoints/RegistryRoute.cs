using ImageStreams.Oci;

namespace ImageStreams.LocalRegistry;

/// <summary>What a path is about. Repository names hold slashes, so that a path below <c>/v2/</c> is read from its end.</summary>
/// <param name="Kind">The part of the API.</param>
/// <param name="Repository">Empty for the registry as a whole.</param>
/// <param name="Reference">Tag, digest or upload; empty if the path names none.</param>
internal sealed record RegistryRoute(RegistryRouteKind Kind, string Repository, string Reference)
{
    private const string Contents = "/admin/blobs/";

    /// <exception cref="RegistryProblem">The path is none of the API's.</exception>
    public static RegistryRoute Parse(string path)
    {
        switch (path)
        {
            case "/" or "/healthz":
                return new RegistryRoute(RegistryRouteKind.Health, "", "");
            case "/v2" or "/v2/":
                return new RegistryRoute(RegistryRouteKind.Ping, "", "");
            case "/v2/_catalog":
                return new RegistryRoute(RegistryRouteKind.Catalog, "", "");
        }

        if (path.StartsWith(Contents, StringComparison.Ordinal))
        {
            return new RegistryRoute(RegistryRouteKind.Content, "", path[Contents.Length..]);
        }

        if (!path.StartsWith("/v2/", StringComparison.Ordinal))
        {
            throw new RegistryProblem(404, "UNSUPPORTED", "the registry answers below /v2/ only");
        }

        var route = path["/v2/".Length..].Split('/') switch
        {
            [.. var name, "tags", "list"] => Of(RegistryRouteKind.Tags, name, ""),
            [.. var name, "manifests", var reference] => Of(RegistryRouteKind.Manifest, name, reference),
            [.. var name, "blobs", "uploads", var upload] => Of(RegistryRouteKind.Upload, name, upload),
            [.. var name, "blobs", "uploads"] => Of(RegistryRouteKind.Upload, name, ""),
            [.. var name, "blobs", var digest] => Of(RegistryRouteKind.Blob, name, digest),
            _ => throw new RegistryProblem(404, "UNSUPPORTED", "there is nothing at this path"),
        };

        // The name becomes a folder: nothing but the grammar of repositories gets there.
        return RepositoryName.TryCreate("localhost", route.Repository, out _) ? route : throw RegistryProblem.NameInvalid(route.Repository);
    }

    private static RegistryRoute Of(RegistryRouteKind kind, string[] name, string reference) => new(kind, string.Join('/', name), reference);
}
