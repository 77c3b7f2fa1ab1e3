using System.Text.Json;

namespace ImageStreams.Images;

/// <summary>Webhooks of Azure's registry: one event as docker distribution has them. The data of its CloudEvents are the same.</summary>
internal static class AzureEvents
{
    public static PushEvents? Find(JsonElement root) =>
        root.Part("target").ValueKind == JsonValueKind.Object && root.Part("request").Text("host").Length > 0
            ? PushEvents.Of(PushFormats.Azure, FindHint(root))
            : null;

    public static PushHint? FindHint(JsonElement data)
    {
        PushAction? action = data.Text("action") switch
        {
            "push" => PushAction.Push,
            "delete" => PushAction.Delete,
            _ => null,
        };
        var target = data.Part("target");
        return action is null ? null : new PushHint
        {
            Action = action.Value,
            Host = data.Part("request").Text("host"),
            Repository = target.Text("repository"),
            Tag = target.Text("tag"),
            Digest = target.FindDigest("digest"),
            Id = data.Text("id"),
        };
    }
}
