using ImageStreams.Entities;
using ImageStreams.GenericApiServer;

namespace ImageStreams.ApiServer;

/// <summary>How tags with their images become rows.</summary>
internal static class ImageStreamTagColumns
{
    public static TableLayout<ImageStreamTag> Layout { get; } = new(
        [
            TableColumn.NameColumn,
            Columns.ImageReference(0),
            Columns.Updated,
            new("Image Name", "string", "", "image associated with the ImageStream and tag.", 1),
        ],
        (tag, now) =>
        [
            tag.Metadata?.Name ?? "",
            tag.Image?.DockerImageReference ?? "",
            Columns.Ago(tag.Metadata?.CreationTimestamp ?? default, now),
            tag.Image?.Metadata?.Name ?? "",
        ]);
}
