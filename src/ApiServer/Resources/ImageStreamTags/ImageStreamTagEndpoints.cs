using ImageStreams.Entities;

namespace ImageStreams.ApiServer;

/// <summary>Tags with the images that they mean now: <c>STREAM:TAG</c>.</summary>
internal sealed class ImageStreamTagEndpoints(TagEndpoints<ImageStreamTag> tags)
{
    public ServedResource Resource => new()
    {
        Kind = ImageStreamTag.ResourceKind,
        SingularName = "imagestreamtag",
        ShortNames = ["istag"],
        Handlers = tags.Handlers,
    };
}
