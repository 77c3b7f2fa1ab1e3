namespace ImageStreams.Images;

/// <summary>What a tag may come from: the known values of <c>from.kind</c>.</summary>
public static class SourceKinds
{
    public const string DockerImage = "DockerImage";

    public const string ImageStreamTag = "ImageStreamTag";

    public const string ImageStreamImage = "ImageStreamImage";
}
