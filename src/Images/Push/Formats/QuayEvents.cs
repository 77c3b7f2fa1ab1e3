using System.Text.Json;

namespace ImageStreams.Images;

/// <summary>Push notifications of Quay: a repository, and which of its tags were updated.</summary>
internal static class QuayEvents
{
    public static PushEvents? Find(JsonElement root)
    {
        var url = root.Text("docker_url");
        if (url.Length == 0 || !root.Has("updated_tags"))
        {
            return null;
        }

        var host = url.IndexOf('/', StringComparison.Ordinal) is > 0 and var slash ? url[..slash] : "";
        var hints = root.Part("updated_tags").Bounded().Where(t => t.ValueKind == JsonValueKind.String).Select(tag => new PushHint
        {
            Action = PushAction.Push,
            Host = host,
            Repository = root.Text("repository"),
            Tag = tag.GetString() ?? "",
        });
        return new PushEvents(PushFormats.Quay, [.. hints], 0);
    }
}
