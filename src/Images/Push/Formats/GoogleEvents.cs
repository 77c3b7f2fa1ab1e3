using System.Text.Json;
using ImageStreams.Oci;

namespace ImageStreams.Images;

/// <summary>Messages of Google's artifact registry, as Pub/Sub pushes them: in an envelope, or as they are.</summary>
internal static class GoogleEvents
{
    public static PushEvents? Find(JsonElement root)
    {
        var data = root.Part("message").Text("data");
        if (data.Length == 0)
        {
            return IsMessage(root) ? Read(root, "") : null;
        }

        if (!root.Part("message").Part("data").TryGetBytesFromBase64(out var content))
        {
            throw new FormatException("the data of the message are no base64");
        }

        using var document = JsonDocument.Parse(content, new JsonDocumentOptions { AllowDuplicateProperties = false });
        return IsMessage(document.RootElement) ? Read(document.RootElement, root.Part("message").Text("messageId")) : null;
    }

    private static bool IsMessage(JsonElement message) =>
        message.Text("action") is "INSERT" or "DELETE" && (message.Has("digest") || message.Has("tag"));

    // The tag, where there is one, is HOST/PATH:TAG, the digest HOST/PATH@DIGEST.
    private static PushEvents Read(JsonElement message, string id)
    {
        var byDigest = ImageReference.TryParse(message.Text("digest"), out var digest) ? digest : null;
        var byTag = ImageReference.TryParse(message.Text("tag"), out var tag) ? tag : null;
        return PushEvents.Of(PushFormats.Google, (byTag ?? byDigest) is not { Registry.Length: > 0 } place ? null : new PushHint
        {
            Action = message.Text("action") == "DELETE" ? PushAction.Delete : PushAction.Push,
            Host = place.Registry,
            Repository = place.RepositoryName,
            Tag = byTag?.Tag ?? "",
            Digest = Digest.TryParse(byDigest?.Id, out var parsed) ? parsed : null,
            Id = id,
        });
    }
}
