using ImageStreams.Entities;
using ImageStreams.GenericApiServer;

namespace ImageStreams.ApiServer;

/// <summary>How images of streams become rows.</summary>
internal static class ImageStreamImageColumns
{
    public static TableLayout<ImageStreamImage> Layout { get; } = new(
        [
            TableColumn.NameColumn,
            Columns.Updated,
            Columns.ImageReference(1),
            new("Image Name", "string", "", "image associated with the ImageStream and image name.", 1),
        ],
        (image, now) =>
        [
            image.Metadata?.Name ?? "",
            Columns.Ago(image.Metadata?.CreationTimestamp ?? default, now),
            image.Image?.DockerImageReference ?? "",
            image.Image?.Metadata?.Name ?? "",
        ]);
}
