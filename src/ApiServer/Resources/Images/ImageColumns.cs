using ImageStreams.Entities;
using ImageStreams.GenericApiServer;

namespace ImageStreams.ApiServer;

/// <summary>How images become rows.</summary>
internal static class ImageColumns
{
    public static TableLayout<Image> Layout { get; } = new(
        [TableColumn.NameColumn, Columns.ImageReference(0)],
        (image, _) => [image.Metadata?.Name ?? "", image.DockerImageReference ?? ""]);
}
