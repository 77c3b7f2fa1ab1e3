namespace ImageStreams.Images;

/// <summary>Where a tag can stand (docs/spec/explain.md#states).</summary>
public static class TagStates
{
    /// <summary>The tag means what its source last was.</summary>
    public const string Imported = "Imported";

    /// <summary>An import is due.</summary>
    public const string Waiting = "Waiting";

    /// <summary>The last attempt failed.</summary>
    public const string Failing = "Failing";

    /// <summary>The tag moves with another one of its stream.</summary>
    public const string Following = "Following";

    /// <summary>The tag was taken from another tag or image when it was written.</summary>
    public const string Copied = "Copied";

    /// <summary>The tag has a source that did not come to an image, and nobody looks for it again.</summary>
    public const string Unresolved = "Unresolved";

    /// <summary>The tag only points to its source.</summary>
    public const string Reference = "Reference";

    /// <summary>The tag has no source: it is pushed to, or was left over.</summary>
    public const string Pushed = "Pushed";
}
