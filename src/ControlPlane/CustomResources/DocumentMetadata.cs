using System.Text.Json.Nodes;

namespace ImageStreams.ControlPlane;

/// <summary>The metadata of custom resources, which is kept without empty lists and maps, whatever was sent.</summary>
internal static class DocumentMetadata
{
    internal static void DropEmpty(JsonObject document)
    {
        if (document["metadata"] is not JsonObject metadata)
        {
            return;
        }

        foreach (var (name, value) in metadata.ToList())
        {
            if (value is null or JsonObject { Count: 0 } or JsonArray { Count: 0 })
            {
                metadata.Remove(name);
            }
        }
    }
}
