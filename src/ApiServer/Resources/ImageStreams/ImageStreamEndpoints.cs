using ImageStreams.Entities;

namespace ImageStreams.ApiServer;

/// <summary>Image streams, their status and their layers.</summary>
internal sealed class ImageStreamEndpoints(
    StoredEndpoints<ImageStream> stored, ImageStreamStrategy strategy, ImageStreamStatusStrategy statusStrategy, LayersEndpoints layers, SecretsEndpoints secrets)
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
            new("secrets", "SecretList", secrets.Handlers),
            new("status", "ImageStream", stored.PartHandlers(statusStrategy)),
        ],
    };
}
