using ImageStreams.Entities;

namespace ImageStreams.Images;

/// <summary>What of its metadata an object that is only a part of another one may change: not the identity, and not what the whole has.</summary>
internal static class MetadataRules
{
    /// <param name="sent">The metadata that was sent; what is computed on each write may be left out.</param>
    /// <param name="shown">The metadata as it was.</param>
    /// <param name="problem">What to say of a change.</param>
    /// <param name="differs">Whether something else has changed that counts as metadata.</param>
    public static IEnumerable<StatusCause> CheckUnchanged(ObjectMeta? sent, ObjectMeta? shown, string problem, bool differs = false)
    {
        var isOther = sent?.Uid is { Length: > 0 } uid && uid != shown?.Uid;
        if (isOther)
        {
            yield return FieldErrors.Invalid("metadata.uid", sent!.Uid!, "field is immutable");
        }

        if (differs || isOther || !IsSame(sent ?? new ObjectMeta(), shown ?? new ObjectMeta()))
        {
            yield return FieldErrors.Invalid("metadata", "", problem);
        }
    }

    private static bool IsSame(ObjectMeta sent, ObjectMeta shown) =>
        StreamEquality.SameMap(sent.Labels, shown.Labels)
        && (sent.GenerateName ?? "") == (shown.GenerateName ?? "")
        && (sent.Finalizers ?? []).SequenceEqual(shown.Finalizers ?? [])
        && (sent.OwnerReferences ?? []).SequenceEqual(shown.OwnerReferences ?? []);
}
