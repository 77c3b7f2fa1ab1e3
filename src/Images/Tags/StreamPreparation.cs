using ImageStreams.Entities;

namespace ImageStreams.Images;

/// <summary>
/// What a stream becomes before it is validated and stored: canonical, with the generations that tell importers what is new
/// (docs/spec/imagestream.md#generations). Whether it is valid is another question: <see cref="ImageStreamValidation"/>.
/// </summary>
public static class StreamPreparation
{
    private const long FirstGeneration = 1;

    /// <param name="sent">What the caller sent.</param>
    /// <param name="statusSource">With <see cref="StatusSource.Stored"/> the new stream begins without status.</param>
    /// <param name="defaultImportMode">The import mode of tags that name none.</param>
    public static ImageStream ForCreate(ImageStream sent, StatusSource statusSource, string defaultImportMode)
    {
        var stream = StoredShape.Of(sent, defaultImportMode).WithGeneration(FirstGeneration);
        return stream with
        {
            Spec = WithTags(stream.Spec, t => t with { Generation = FirstGeneration }),
            Status = statusSource == StatusSource.Sent ? stream.Status : null,
        };
    }

    /// <summary>The result has the generation that the store will give it, provided that <paramref name="old"/> is canonical.</summary>
    public static ImageStream ForUpdate(ImageStream old, ImageStream sent, StatusSource statusSource, string defaultImportMode)
    {
        var before = StoredShape.Of(old, defaultImportMode);
        var after = StoredShape.Of(sent, defaultImportMode);
        var oldTags = before.SpecTags.ToDictionary(t => t.Name ?? "", StringComparer.Ordinal);
        var spec = WithTags(after.Spec, t => WithOldGeneration(t, oldTags.GetValueOrDefault(t.Name ?? "")));

        var generation = before.Generation;
        if (generation == 0 || !StreamEquality.SameSpec(before.Spec, spec))
        {
            generation++;
        }

        return after.WithGeneration(generation) with
        {
            Spec = WithTags(spec, t => IsNew(t) ? t with { Generation = generation } : t),
            Status = WithoutEmptyTags(statusSource == StatusSource.Sent ? after.Status : before.Status),
        };

        bool IsNew(TagReference tag) => oldTags.GetValueOrDefault(tag.Name ?? "") is not { } oldTag
            || tag.Generation.Value == 0
            || TagReferenceChange.IsChanged(oldTag, tag, after.Namespace);
    }

    /// <summary>A write to the status: tags and repository of the old spec stay, the rest of the document is taken as sent.</summary>
    public static ImageStream ForStatusUpdate(ImageStream old, ImageStream sent, string defaultImportMode)
    {
        var before = StoredShape.Of(old, defaultImportMode);
        var after = StoredShape.Of(sent, defaultImportMode).WithGeneration(before.Generation);
        var spec = (after.Spec ?? new ImageStreamSpec()) with
        {
            Tags = before.Spec?.Tags,
            DockerImageRepository = before.Spec?.DockerImageRepository,
        };
        var stream = after with { Spec = spec };
        return stream with { Status = StatusGenerations.Fill(before, stream) };
    }

    /// <summary>Drops the status of tags that have neither an image nor a failure to tell of.</summary>
    internal static ImageStreamStatus? WithoutEmptyTags(ImageStreamStatus? status)
    {
        if (status?.Tags is not { } tags || tags.All(IsWorthKeeping))
        {
            return status;
        }

        var kept = tags.Where(IsWorthKeeping).ToList();
        return status with { Tags = kept.Count == 0 ? null : kept };
    }

    private static bool IsWorthKeeping(NamedTagEventList list) => list.Events.Count > 0 || list.Conditions is { Count: > 0 };

    private static TagReference WithOldGeneration(TagReference tag, TagReference? old) =>
        old is null || tag.Generation is { HasValue: true, Value: 0 } ? tag : tag with { Generation = old.Generation };

    private static ImageStreamSpec? WithTags(ImageStreamSpec? spec, Func<TagReference, TagReference> change) =>
        spec?.Tags is { } tags ? spec with { Tags = [.. tags.Select(change)] } : spec;
}
