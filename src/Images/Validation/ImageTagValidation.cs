using ImageStreams.Entities;

namespace ImageStreams.Images;

/// <summary>Whether an <c>ImageTag</c> may be written (docs/spec/imagestream.md#single-tags).</summary>
public static class ImageTagValidation
{
    private const string ReadOnlyFields = "may not update fields other than spec";

    /// <summary>The causes against a new tag.</summary>
    /// <param name="sent">The tag.</param>
    /// <param name="tag">Its name within the stream.</param>
    /// <param name="rules">What else to go by.</param>
    /// <param name="insecure">Whether the whole stream is marked insecure.</param>
    public static IReadOnlyList<StatusCause> ValidateNew(ImageTag sent, string tag, ValidationRules rules, bool insecure) =>
    [
        .. NameRules.CheckPath(sent.Metadata),
        .. sent.Spec.HasValue ? SpecCauses(sent, tag, rules, insecure) : [FieldErrors.Required("spec", "spec is a required field during creation")],
    ];

    /// <summary>The causes against a changed tag: only its spec may change, and the rest has to be sent back as it was.</summary>
    /// <param name="sent">The tag.</param>
    /// <param name="shown">The tag as it was.</param>
    /// <param name="tag">Its name within the stream.</param>
    /// <param name="rules">What else to go by.</param>
    /// <param name="insecure">Whether the whole stream is marked insecure.</param>
    public static IReadOnlyList<StatusCause> ValidateChange(ImageTag sent, ImageTag shown, string tag, ValidationRules rules, bool insecure) =>
    [
        .. MetadataRules.CheckUnchanged(
            sent.Metadata, shown.Metadata, ReadOnlyFields, !StreamEquality.SameMap(sent.Metadata?.Annotations, shown.Metadata?.Annotations)),
        .. SpecCauses(sent, tag, rules, insecure),
        .. StreamEquality.SameHistory(sent.Status.Value, shown.Status.Value) ? [] : new[] { FieldErrors.Invalid("status", "", ReadOnlyFields) },
    ];

    /// <summary>The refusal of a server-side apply to a stream that is there.</summary>
    public static StatusCause CannotApply { get; } = FieldErrors.Invalid("metadata", "", ReadOnlyFields);

    private static IEnumerable<StatusCause> SpecCauses(ImageTag sent, string tag, ValidationRules rules, bool insecure)
    {
        if (sent.Spec.Value is not { } spec)
        {
            return [];
        }

        IEnumerable<StatusCause> named = spec.Name == tag ? [] : [FieldErrors.Invalid("spec.name", spec.Name ?? "", "must match image tag name")];
        return [.. named, .. TagReferenceValidation.Validate(spec, "spec", rules, insecure)];
    }
}
