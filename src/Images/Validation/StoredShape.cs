using ImageStreams.Entities;

namespace ImageStreams.Images;

/// <summary>
/// The one form in which a stream is stored: tags sorted and collapsed, defaults filled in, nothing null or empty written
/// (docs/spec/imagestream.md#shapes). Two streams that mean the same are stored alike, so storing one again costs no generation.
/// </summary>
public static class StoredShape
{
    public static ImageStream Of(ImageStream stream, string defaultImportMode) => stream with
    {
        Spec = Of(stream.Spec ?? new ImageStreamSpec(), defaultImportMode),
        Status = stream.Status is { } status ? Of(status) : null,
    };

    internal static ImageStreamSpec Of(ImageStreamSpec spec) => Of(spec, ImportModes.Legacy);

    internal static ImageStreamSpec Of(ImageStreamSpec spec, string defaultImportMode) => new()
    {
        LookupPolicy = spec.LookupPolicy?.Local == true ? new ImageLookupPolicy { Local = true } : null,
        DockerImageRepository = NullIfEmpty(spec.DockerImageRepository),
        Tags = NullIfEmpty(Collapse(spec.Tags, t => t.Name).Select(t => Of(t, defaultImportMode))),
    };

    internal static ImageStreamStatus Of(ImageStreamStatus status) => new()
    {
        DockerImageRepository = NullIfEmpty(status.DockerImageRepository),
        PublicDockerImageRepository = NullIfEmpty(status.PublicDockerImageRepository),
        Tags = NullIfEmpty(Collapse(status.Tags, t => t.Tag).Select(Of)),
    };

    internal static TagReference Of(TagReference tag, string defaultImportMode) => new()
    {
        Name = tag.Name ?? "",
        Annotations = tag.Annotations.Value is { Count: > 0 } ? tag.Annotations : default,
        From = TagReferenceChange.HasSource(tag) ? Of(tag.From!) : null,
        Reference = tag.Reference == true ? true : null,
        Generation = tag.Generation.OrOmitted(),
        ImportPolicy = new TagImportPolicy
        {
            Insecure = tag.ImportPolicy?.Insecure == true ? true : null,
            Scheduled = tag.ImportPolicy?.Scheduled == true ? true : null,
            ImportMode = NullIfEmpty(tag.ImportPolicy?.ImportMode) ?? defaultImportMode,
        },
        ReferencePolicy = new TagReferencePolicy { Type = NullIfEmpty(tag.ReferencePolicy?.Type) ?? ReferencePolicies.Source },
    };

    internal static NamedTagEventList Of(NamedTagEventList list) => new()
    {
        Tag = list.Tag ?? "",
        Items = list.Events.Count == 0 ? default : OrNull<IReadOnlyList<TagEvent>>.Of([.. list.Events.Select(Of)]),
        Conditions = NullIfEmpty((list.Conditions ?? []).Select(Of)),
    };

    private static TagEvent Of(TagEvent item) => new()
    {
        Created = Of(item.Created),
        DockerImageReference = item.DockerImageReference ?? "",
        Image = item.Image ?? "",
        Generation = item.Generation ?? 0,
    };

    private static TagEventCondition Of(TagEventCondition condition) => new()
    {
        Type = condition.Type ?? "",
        Status = condition.Status ?? "",
        LastTransitionTime = Of(condition.LastTransitionTime),
        Reason = NullIfEmpty(condition.Reason),
        Message = NullIfEmpty(condition.Message),
        Generation = condition.Generation ?? 0,
    };

    private static OrNull<DateTimeOffset> Of(OrNull<DateTimeOffset> time) =>
        time.HasValue ? WireTime.Truncate(time.Value) : default(OrNull<DateTimeOffset>);

    private static ObjectReference Of(ObjectReference from) => new()
    {
        Kind = NullIfEmpty(from.Kind),
        Namespace = NullIfEmpty(from.Namespace),
        Name = NullIfEmpty(from.Name),
        Uid = NullIfEmpty(from.Uid),
        ApiVersion = NullIfEmpty(from.ApiVersion),
        ResourceVersion = NullIfEmpty(from.ResourceVersion),
        FieldPath = NullIfEmpty(from.FieldPath),
    };

    // Lists of tags are maps in truth: of several entries of a name the last one wins, and the names are in byte order.
    private static SortedDictionary<string, T>.ValueCollection Collapse<T>(IReadOnlyList<T>? items, Func<T, string?> nameOf)
    {
        var byName = new SortedDictionary<string, T>(StringComparer.Ordinal);
        foreach (var item in items ?? [])
        {
            byName[nameOf(item) ?? ""] = item;
        }

        return byName.Values;
    }

    private static string? NullIfEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;

    private static List<T>? NullIfEmpty<T>(IEnumerable<T> items) => items.ToList() is { Count: > 0 } list ? list : null;
}
