using System.Text.Json;
using ImageStreams.Oci;

namespace ImageStreams.Images;

/// <summary>CloudEvents of zot, which do not say where they come from.</summary>
internal static class ZotEvents
{
    /// <param name="type">The type, without what all types of zot begin with.</param>
    /// <param name="data">The data.</param>
    /// <param name="id">The id of the event.</param>
    public static PushHint? FindHint(string type, JsonElement data, string id)
    {
        PushAction? action = type switch
        {
            "image.updated" => PushAction.Push,
            "image.deleted" => PushAction.Delete,
            _ => null,
        };
        var reference = data.Text("reference");
        return action is null ? null : new PushHint
        {
            Action = action.Value,
            Repository = data.Text("name"),
            Tag = Digest.TryParse(reference, out _) ? "" : reference,
            Digest = data.FindDigest("digest"),
            Id = id,
        };
    }
}
