using System.Text.Json;
using ImageStreams.Oci;

namespace ImageStreams.Images;

/// <summary>The envelope of docker distribution, in both of its media types: one list of events.</summary>
internal static class DistributionEvents
{
    public static PushEvents? Find(JsonElement root)
    {
        if (root.Part("events").ValueKind != JsonValueKind.Array)
        {
            return null;
        }

        var events = root.Part("events").Bounded().Select(FindHint).ToList();
        return new PushEvents(PushFormats.Distribution, [.. events.OfType<PushHint>()], events.Count(e => e is null));
    }

    private static PushHint? FindHint(JsonElement item)
    {
        var target = item.Part("target");
        var tag = target.Text("tag");
        PushAction? action = item.Text("action") switch
        {
            "push" when tag.Length > 0 || MediaTypes.IsManifest(target.Text("mediaType")) => PushAction.Push, // the others are of layers
            "delete" => PushAction.Delete,
            _ => null,
        };
        return action is null ? null : new PushHint
        {
            Action = action.Value,
            Host = item.Part("request").Text("host") is { Length: > 0 } host ? host : HostOf(target.Text("url")),
            Repository = target.Text("repository"),
            Tag = tag,
            Digest = target.FindDigest("digest"),
            Actor = item.Part("actor").Text("name"),
            Id = item.Text("id"),
        };
    }

    private static string HostOf(string url) => Uri.TryCreate(url, UriKind.Absolute, out var address) ? address.Authority : "";
}
