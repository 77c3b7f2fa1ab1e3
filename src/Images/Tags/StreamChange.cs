using ImageStreams.Entities;

namespace ImageStreams.Images;

/// <summary>What a decision makes of a stream, and which writes it takes: none, when nothing changed.</summary>
public sealed record StreamChange
{
    private StreamChange(ImageStream before, ImageStream after)
    {
        Before = before;
        After = after;
    }

    public ImageStream Before { get; }

    public ImageStream After { get; }

    public bool SpecChanged { get; private init; }

    public bool AnnotationsChanged { get; private init; }

    public bool StatusChanged { get; private init; }

    public bool IsEmpty => !SpecChanged && !AnnotationsChanged && !StatusChanged;

    /// <summary>What became of the single tags, for events: only news.</summary>
    public IReadOnlyList<TagChange> Tags { get; private init; } = [];

    public static StreamChange Between(ImageStream before, ImageStream after) => new(before, after)
    {
        SpecChanged = !StreamEquality.SameSpec(before.Spec, after.Spec),
        AnnotationsChanged = !StreamEquality.SameMap(before.Metadata?.Annotations, after.Metadata?.Annotations),
        StatusChanged = !StreamEquality.SameStatus(before.Status, after.Status),
        Tags = TagChange.Between(before, after),
    };
}
