namespace ImageStreams.Images;

/// <summary>Whether a registry that has mirrors may be asked itself.</summary>
public static class MirrorSourcePolicies
{
    public const string AllowContactingSource = "AllowContactingSource";
    public const string NeverContactSource = "NeverContactSource";
}
