namespace ImageStreams.Images;

/// <summary>What becomes of a list of manifests: the known values of <c>importPolicy.importMode</c>.</summary>
public static class ImportModes
{
    /// <summary>One platform is chosen and stands for the whole.</summary>
    public const string Legacy = "Legacy";

    /// <summary>The list and the images of all its platforms are kept.</summary>
    public const string PreserveOriginal = "PreserveOriginal";
}
