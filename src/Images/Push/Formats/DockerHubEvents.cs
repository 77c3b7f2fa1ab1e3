using System.Text.Json;

namespace ImageStreams.Images;

/// <summary>Webhooks of Docker Hub. Their callback address is never called: whoever forges a notification chooses it.</summary>
internal static class DockerHubEvents
{
    private const string Registry = "docker.io";

    public static PushEvents? Find(JsonElement root)
    {
        var (push, name) = (root.Part("push_data"), root.Part("repository").Text("repo_name"));
        return push.ValueKind != JsonValueKind.Object || name.Length == 0 ? null : PushEvents.Of(PushFormats.DockerHub, new PushHint
        {
            Action = PushAction.Push,
            Host = Registry,
            Repository = name,
            Tag = push.Text("tag"),
            Actor = push.Text("pusher"),
        });
    }
}
