using ImageStreams.Entities;

namespace ImageStreams.ApiServer;

/// <summary>Images.</summary>
internal sealed class ImageEndpoints(StoredEndpoints<Image> stored, ImageStrategy strategy)
{
    public ServedResource Resource => new()
    {
        Kind = Image.ResourceKind,
        SingularName = "image",
        IsStored = true,
        Handlers = stored.Handlers(strategy),
    };
}
