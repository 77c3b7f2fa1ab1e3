namespace ImageStreams.Images;

/// <summary>Which references a mirror is asked for.</summary>
public static class PullFromMirror
{
    public const string All = "all";
    public const string DigestOnly = "digest-only";
    public const string TagOnly = "tag-only";
}
