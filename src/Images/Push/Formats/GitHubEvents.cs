using System.Text.Json;
using ImageStreams.Oci;

namespace ImageStreams.Images;

/// <summary>Webhooks of GitHub about packages, of which those in containers matter.</summary>
internal static class GitHubEvents
{
    private const string Registry = "ghcr.io";

    public static PushEvents? Find(JsonElement root, PushEnvelope envelope)
    {
        if (envelope.GitHubEvent is not ("" or "package" or "registry_package"))
        {
            return PushEvents.Of(PushFormats.GitHub, null); // a ping, or what else somebody has subscribed to
        }

        var package = root.Part(root.Has("registry_package") ? "registry_package" : "package");
        return package.ValueKind == JsonValueKind.Object ? PushEvents.Of(PushFormats.GitHub, FindHint(root, package, envelope)) : null;
    }

    private static PushHint? FindHint(JsonElement root, JsonElement package, PushEnvelope envelope)
    {
        var version = package.Part("package_version");
        var tag = version.Part("container_metadata").Part("tag");
        if (root.Text("action") is not ("published" or "updated")
            || !package.Text("package_type").Equals("container", StringComparison.OrdinalIgnoreCase)
            || tag.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        var place = FindPlace(version.Text("package_url"));
        return new PushHint
        {
            Action = PushAction.Push,
            Host = place?.Registry ?? Registry,
            Repository = place?.RepositoryName ?? $"{OwnerOf(root, package)}/{package.Text("name")}".ToLowerInvariant(),
            Tag = tag.Text("name"),
            Digest = tag.FindDigest("digest"),
            Actor = root.Part("sender").Text("login"),
            Id = envelope.GitHubDelivery,
        };
    }

    // HOST/OWNER/NAME:TAG; without a tag there is nothing behind the colon.
    private static ImageReference? FindPlace(string url) =>
        ImageReference.TryParse(url.TrimEnd(':'), out var reference) && reference.Registry.Length > 0 ? reference : null;

    private static string OwnerOf(JsonElement root, JsonElement package) =>
        new[] { package.Text("namespace"), package.Part("owner").Text("login"), root.Part("organization").Text("login") }.FirstOrDefault(o => o.Length > 0) ?? "";
}
