namespace ImageStreams.Images;

/// <summary>From where a tag is pulled: the known values of <c>referencePolicy.type</c>.</summary>
public static class ReferencePolicies
{
    /// <summary>From where it was imported.</summary>
    public const string Source = "Source";

    /// <summary>From the integrated registry.</summary>
    public const string Local = "Local";
}
