using System.Text.Json;
using ImageStreams.Oci;

namespace ImageStreams.Images;

/// <summary>Webhooks of Harbor, in its own form; the data of its CloudEvents are the same.</summary>
internal static class HarborEvents
{
    public static PushEvents? Find(JsonElement root) =>
        root.Part("event_data").ValueKind == JsonValueKind.Object ? Read(ActionOf(root.Text("type")), root.Part("event_data"), root.Text("operator"), "") : null;

    /// <param name="action">What happened; null for what is neither a push nor a deletion.</param>
    /// <param name="data">To what.</param>
    /// <param name="actor">Who did it.</param>
    /// <param name="id">The id of the notification.</param>
    public static PushEvents Read(PushAction? action, JsonElement data, string actor, string id)
    {
        var resources = data.Part("resources").Bounded().ToList();
        if (action is null)
        {
            return new PushEvents(PushFormats.Harbor, [], Math.Max(1, resources.Count));
        }

        var repository = data.Part("repository").Text("repo_full_name");
        return new PushEvents(PushFormats.Harbor, [.. resources.Select(HintOf)], 0);

        PushHint HintOf(JsonElement resource) => new()
        {
            Action = action.Value,
            Host = ImageReference.TryParse(WithoutScheme(resource.Text("resource_url")), out var reference) ? reference.Registry : "",
            Repository = repository,
            Tag = Digest.TryParse(resource.Text("tag"), out _) ? "" : resource.Text("tag"), // an image without a tag has its digest there
            Digest = resource.FindDigest("digest"),
            Actor = actor,
            Id = id,
        };
    }

    private static PushAction? ActionOf(string type) => type switch
    {
        "PUSH_ARTIFACT" => PushAction.Push,
        "DELETE_ARTIFACT" => PushAction.Delete,
        _ => null,
    };

    private static string WithoutScheme(string url) =>
        url.IndexOf("://", StringComparison.Ordinal) is >= 0 and var scheme ? url[(scheme + 3)..] : url;
}
