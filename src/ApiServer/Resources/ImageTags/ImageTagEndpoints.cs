using ImageStreams.Entities;

namespace ImageStreams.ApiServer;

/// <summary>Tags with what they should be and what they were: <c>STREAM:TAG</c>.</summary>
internal sealed class ImageTagEndpoints(TagEndpoints<ImageTag> tags)
{
    public ServedResource Resource => new()
    {
        Kind = ImageTag.ResourceKind,
        SingularName = "imagetag",
        ShortNames = ["itag"],
        Handlers = tags.Handlers,
    };
}
