using ImageStreams.Entities;

namespace ImageStreams.Images;

/// <summary>Whether two canonical documents say the same: what decides whether a write is worth making.</summary>
/// <remarks>Absent, null and empty are the same here, and so is the order of tags.</remarks>
public static class StreamEquality
{
    public static bool SameSpec(ImageStreamSpec? a, ImageStreamSpec? b)
    {
        if (ReferenceEquals(a, b))
        {
            return true;
        }

        var (left, right) = (StoredShape.Of(a ?? new()), StoredShape.Of(b ?? new()));
        return (left with { Tags = null }) == (right with { Tags = null }) && SameList(left.Tags, right.Tags, SameTag);
    }

    public static bool SameStatus(ImageStreamStatus? a, ImageStreamStatus? b)
    {
        if (ReferenceEquals(a, b))
        {
            return true;
        }

        var (left, right) = (StoredShape.Of(a ?? new()), StoredShape.Of(b ?? new()));
        return (left with { Tags = null }) == (right with { Tags = null }) && SameList(left.Tags, right.Tags, SameEvents);
    }

    /// <summary>Whether two histories of a tag say the same; a missing one is like none other.</summary>
    public static bool SameHistory(NamedTagEventList? a, NamedTagEventList? b) => (a, b) switch
    {
        (null, null) => true,
        (null, _) or (_, null) => false,
        _ => SameEvents(StoredShape.Of(a), StoredShape.Of(b)),
    };

    public static bool SameMap(IReadOnlyDictionary<string, string>? a, IReadOnlyDictionary<string, string>? b) =>
        (a?.Count ?? 0) == (b?.Count ?? 0)
        && (a is null || b is null || a.All(pair => b.TryGetValue(pair.Key, out var value) && value == pair.Value));

    private static bool SameTag(TagReference a, TagReference b) =>
        (a with { Annotations = default }) == (b with { Annotations = default }) && SameMap(a.Annotations.Value, b.Annotations.Value);

    private static bool SameEvents(NamedTagEventList a, NamedTagEventList b) =>
        a.Tag == b.Tag
        && a.Events.SequenceEqual(b.Events)
        && (a.Conditions ?? []).SequenceEqual(b.Conditions ?? []);

    private static bool SameList<T>(IReadOnlyList<T>? a, IReadOnlyList<T>? b, Func<T, T, bool> same) =>
        (a?.Count ?? 0) == (b?.Count ?? 0) && (a ?? []).Zip(b ?? []).All(pair => same(pair.First, pair.Second));
}
