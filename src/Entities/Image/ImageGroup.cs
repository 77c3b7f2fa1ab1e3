namespace ImageStreams.Entities;

/// <summary>The API group of images and image streams.</summary>
public static class ImageGroup
{
    /// <summary>Name of the group.</summary>
    public const string Name = "image.openshift.io";

    /// <summary>The version that users meet.</summary>
    public const string Version = "v1";

    /// <summary>The version in which the control plane stores the group's two persistent kinds (docs/architecture.md).</summary>
    public const string StoredVersion = "v1stored";
}
