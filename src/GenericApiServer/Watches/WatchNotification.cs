using System.Text.Json.Nodes;
using ImageStreams.Entities;

namespace ImageStreams.GenericApiServer;

/// <summary>One event of a watch.</summary>
/// <param name="Type">One of the names below.</param>
/// <param name="Resource">The object, or a <see cref="Status"/>, as JSON in UTF-8.</param>
public readonly record struct WatchNotification(string Type, ReadOnlyMemory<byte> Resource)
{
    public const string Added = "ADDED";
    public const string Modified = "MODIFIED";
    public const string Deleted = "DELETED";
    public const string Bookmarked = "BOOKMARK";
    public const string Failed = "ERROR";

    /// <summary>Tells how far the watch has come; the last one of the initial events is marked.</summary>
    public static WatchNotification Bookmark(GroupVersionKind kind, string resourceVersion, bool endsInitialEvents)
    {
        var metadata = new JsonObject { ["resourceVersion"] = resourceVersion };
        if (endsInitialEvents)
        {
            metadata["annotations"] = new JsonObject { ["k8s.io/initial-events-end"] = "true" };
        }

        return new(Bookmarked, KubeJson.ToUtf8(new JsonObject { ["kind"] = kind.Kind, ["apiVersion"] = kind.ApiVersion, ["metadata"] = metadata }));
    }

    /// <summary>Tells why the watch ends.</summary>
    public static WatchNotification Error(Status status) => new(Failed, KubeJson.ToUtf8(status, EntitiesJsonContext.Default.Status));
}
