using System.Text.Json;

namespace ImageStreams.Images;

/// <summary>CloudEvents of registries: the whole event in the body, or its data there and the rest in headers.</summary>
internal static class CloudEvents
{
    private const string Azure = "Microsoft.ContainerRegistry.";
    private const string Harbor = "harbor.";
    private const string Zot = "zotregistry.";

    /// <summary>An event that is whole; null for what is none.</summary>
    public static PushEvents? Find(JsonElement item) =>
        item.Has("specversion") ? Find(item.Text("type"), item.Text("id"), item.Part("data"), item.Text("operator")) : null;

    /// <summary>An event by its parts; null when nobody is known who sends this type.</summary>
    public static PushEvents? Find(string type, string id, JsonElement data) => Find(type, id, data, "");

    private static PushEvents? Find(string type, string id, JsonElement data, string actor) => type switch
    {
        _ when type.StartsWith(Zot, StringComparison.Ordinal) => PushEvents.Of(PushFormats.Zot, ZotEvents.FindHint(type[Zot.Length..], data, id)),
        _ when type.StartsWith(Azure, StringComparison.Ordinal) => PushEvents.Of(PushFormats.Azure, AzureEvents.FindHint(data)),
        _ when type.StartsWith(Harbor, StringComparison.Ordinal) => HarborEvents.Read(HarborActionOf(type[Harbor.Length..]), data, actor, id),
        _ => null,
    };

    private static PushAction? HarborActionOf(string type) => type switch
    {
        "artifact.pushed" => PushAction.Push,
        "artifact.deleted" => PushAction.Delete,
        _ => null,
    };
}
