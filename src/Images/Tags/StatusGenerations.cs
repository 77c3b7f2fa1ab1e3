using ImageStreams.Entities;

namespace ImageStreams.Images;

/// <summary>Gives events that were sent without a generation the one that fits (docs/spec/tags.md#status-writes).</summary>
internal static class StatusGenerations
{
    public static ImageStreamStatus? Fill(ImageStream old, ImageStream sent)
    {
        if (sent.Status?.Tags is not { } tags)
        {
            return sent.Status;
        }

        return sent.Status with { Tags = [.. tags.Select(list => Fill(list, old, sent))] };
    }

    private static NamedTagEventList Fill(NamedTagEventList list, ImageStream old, ImageStream sent)
    {
        if (list.Newest is not { Generation: null or 0 } newest)
        {
            return list;
        }

        var before = old.StatusTags.LastOrDefault(t => t.Tag == list.Tag)?.Newest;
        var filled = newest with { Generation = GenerationFor(list, newest, before, sent) };
        return list with { Items = OrNull<IReadOnlyList<TagEvent>>.Of([filled, .. list.Events.Skip(1)]) };
    }

    private static long GenerationFor(NamedTagEventList list, TagEvent newest, TagEvent? before, ImageStream sent)
    {
        var unchanged = before is null
            || (before.Image == newest.Image
                && before.DockerImageReference == newest.DockerImageReference
                && (before.Generation ?? 0) <= (newest.Generation ?? 0));
        if (unchanged)
        {
            return sent.Generation;
        }

        var tag = sent.SpecTags.LastOrDefault(t => t.Name == list.Tag);
        return tag?.Generation is { HasValue: true } generation ? generation.Value : sent.Generation;
    }
}
