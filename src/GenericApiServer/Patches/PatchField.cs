namespace ImageStreams.GenericApiServer;

/// <summary>How one field merges.</summary>
/// <param name="Below">How the fields of the object, or of the elements of the list, merge; null when nothing is known.</param>
/// <param name="Merges">Whether a list merges with what is there, instead of replacing it.</param>
/// <param name="MergeKey">For a list of objects: the field that tells which element is which.</param>
/// <param name="Replaces">Whether an object replaces what is there, instead of merging with it.</param>
public sealed record PatchField(IPatchSchema? Below, bool Merges, string MergeKey, bool Replaces)
{
    /// <summary>Objects merge, lists are replaced.</summary>
    public static PatchField Unknown { get; } = new(null, false, "", false);

    /// <summary>An object that merges field by field.</summary>
    public static PatchField Object(IPatchSchema below) => new(below, false, "", false);

    /// <summary>A list of plain values that grows.</summary>
    public static PatchField Set { get; } = new(null, true, "", false);

    /// <summary>A list of objects that merges by <paramref name="mergeKey"/>.</summary>
    public static PatchField List(string mergeKey, IPatchSchema? below = null) => new(below, true, mergeKey, false);

    /// <summary>Reads the extensions <c>x-kubernetes-patch-strategy</c> and <c>x-kubernetes-patch-merge-key</c>.</summary>
    internal static PatchField Of(IPatchSchema? below, string? strategy, string? mergeKey)
    {
        var words = (strategy ?? "").Split(',', StringSplitOptions.TrimEntries);
        return new(below, words.Contains("merge"), mergeKey ?? "", words.Contains("replace"));
    }
}
