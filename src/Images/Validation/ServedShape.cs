using ImageStreams.Entities;

namespace ImageStreams.Images;

/// <summary>The form in which the API shows a stream: what it always writes is there (docs/spec/imagestream.md#shapes).</summary>
public static class ServedShape
{
    /// <summary>The stream as users see it, with the repositories as they are now. Metadata stays as it is.</summary>
    public static ImageStream Of(ImageStream stream, RegistryHosts hosts, string defaultImportMode)
    {
        var stored = StoredShape.Of(stream, defaultImportMode);
        var status = StreamRepositories.Decorate(stored, hosts);
        var repository = stored.Spec!.DockerImageRepository;
        return stored with
        {
            Spec = stored.Spec with
            {
                LookupPolicy = stored.Spec.LookupPolicy ?? new ImageLookupPolicy { Local = false },
                DockerImageRepository = repository is null ? null : StreamRepositories.WithoutTag(repository),
                Tags = stored.Spec.Tags is { } tags ? [.. tags.Select(Written)] : null,
            },
            Status = status with { Tags = status.Tags is { } histories ? [.. histories.Select(Written)] : null },
        };
    }

    /// <summary>A tag as the API shows it, alone or in its stream.</summary>
    public static TagReference Of(TagReference tag, string defaultImportMode) => Written(StoredShape.Of(tag, defaultImportMode));

    /// <summary>The history of a tag as the API shows it, alone or in its stream.</summary>
    public static NamedTagEventList Of(NamedTagEventList list) => Written(StoredShape.Of(list));

    private static TagReference Written(TagReference tag) => tag with
    {
        Annotations = tag.Annotations.OrWrittenNull(),
        Generation = tag.Generation.OrWrittenNull(),
    };

    private static NamedTagEventList Written(NamedTagEventList list) => list with
    {
        Items = list.Items.HasValue
            ? OrNull<IReadOnlyList<TagEvent>>.Of([.. list.Events.Select(e => e with { Created = e.Created.OrWrittenNull() })])
            : OrNull<IReadOnlyList<TagEvent>>.Null,
        Conditions = list.Conditions is { } conditions
            ? [.. conditions.Select(c => c with { LastTransitionTime = c.LastTransitionTime.OrWrittenNull() })]
            : null,
    };
}
