using ImageStreams.Entities;

namespace ImageStreams.ApiServer;

/// <summary>Image streams, their status and their layers.</summary>
internal sealed class ImageStreamEndpoints(
    StoredEndpoints<ImageStream> stored, ImageStreamStrategy strategy, ImageStreamStatusStrategy statusStrategy, LayersEndpoints layers)
{
    public ServedResource Resource => new()
    {
        Kind = ImageStream.ResourceKind,
        SingularName = "imagestream",
        ShortNames = ["is"],
        Categories = ["all"],
        IsStored = true,
        Handlers = stored.Handlers(strategy),
        Subresources =
        [
            new("layers", "ImageStreamLayers", layers.Handlers),
            new("status", "ImageStream", stored.PartHandlers(statusStrategy)),
        ],
    };
}
