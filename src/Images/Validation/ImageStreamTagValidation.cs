using ImageStreams.Entities;

namespace ImageStreams.Images;

/// <summary>Whether an <c>ImageStreamTag</c> may be written (docs/spec/imagestream.md#single-tags).</summary>
public static class ImageStreamTagValidation
{
    private const string ReadOnlyFields = "may not update fields other than metadata.annotations";

    /// <summary>What a client need not send back: labels that it leaves out are the stream's, and the annotations are those of the metadata.</summary>
    public static ImageStreamTag Complete(ImageStreamTag sent, ImageStreamTag shown)
    {
        var metadata = sent.Metadata ?? new ObjectMeta();
        return sent with
        {
            Metadata = metadata.Labels is { Count: > 0 } ? metadata : metadata with { Labels = shown.Metadata?.Labels },
            Tag = sent.Tag.Value is { } tag ? tag with { Annotations = OrNull<IReadOnlyDictionary<string, string>>.Of(metadata.Annotations) } : sent.Tag,
        };
    }

    /// <summary>The causes against a new tag.</summary>
    /// <param name="sent">The tag.</param>
    /// <param name="rules">What else to go by.</param>
    /// <param name="insecure">Whether the whole stream is marked insecure.</param>
    public static IReadOnlyList<StatusCause> ValidateNew(ImageStreamTag sent, ValidationRules rules, bool insecure) =>
        [.. NameRules.CheckPath(sent.Metadata), .. TagCauses(sent, rules, insecure)];

    /// <summary>The causes against a changed tag that has gone through <see cref="Complete"/>.</summary>
    /// <param name="sent">The tag.</param>
    /// <param name="shown">The tag as it was.</param>
    /// <param name="rules">What else to go by.</param>
    /// <param name="insecure">Whether the whole stream is marked insecure.</param>
    public static IReadOnlyList<StatusCause> ValidateChange(ImageStreamTag sent, ImageStreamTag shown, ValidationRules rules, bool insecure) =>
        [.. MetadataRules.CheckUnchanged(sent.Metadata, shown.Metadata, ReadOnlyFields), .. TagCauses(sent, rules, insecure)];

    /// <summary>The refusal of a server-side apply to a stream that is there.</summary>
    public static StatusCause CannotApply { get; } = FieldErrors.Invalid("metadata", "", ReadOnlyFields);

    private static IEnumerable<StatusCause> TagCauses(ImageStreamTag sent, ValidationRules rules, bool insecure)
    {
        if (sent.Tag.Value is not { } tag)
        {
            return [];
        }

        var causes = TagReferenceValidation.Validate(tag, "tag", rules, insecure);
        return tag.Annotations.HasValue && !StreamEquality.SameMap(tag.Annotations.Value, sent.Metadata?.Annotations)
            ?
            [
                .. causes,
                FieldErrors.Invalid("tag.annotations", "<map>", "tag annotations must not be provided or must be equal to the object meta annotations"),
            ]
            : causes;
    }
}
