namespace ImageStreams.Import;

/// <summary>For what an answer of a credential plugin holds.</summary>
internal static class CacheKeyTypes
{
    public const string Image = "Image";
    public const string Registry = "Registry";
    public const string Global = "Global";
}
