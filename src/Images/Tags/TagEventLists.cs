using ImageStreams.Entities;

namespace ImageStreams.Images;

/// <summary>The history of one tag: what is in it, and how it grows (docs/spec/tags.md#history).</summary>
public static class TagEventLists
{
    extension(NamedTagEventList list)
    {
        /// <summary>Newest first; none where the field is null or absent.</summary>
        public IReadOnlyList<TagEvent> Events => list.Items.Value ?? [];

        public TagEvent? Newest => list.Events is [var newest, ..] ? newest : null;

        /// <summary>The condition that says that the last import failed; null when it did not.</summary>
        public TagEventCondition? ImportFailure =>
            list.Conditions?.FirstOrDefault(c => c is { Type: FailureConditions.ImportSuccess, Status: FailureConditions.False });

        /// <summary>As <see cref="TagHistory"/>: the same instance comes back when there is nothing new.</summary>
        public NamedTagEventList Push(TagEvent next, int limit)
        {
            if (list.Newest is not { } newest)
            {
                return list.With([next]);
            }

            var sameReference = (newest.DockerImageReference ?? "") == (next.DockerImageReference ?? "");
            var sameImage = (newest.Image ?? "") == (next.Image ?? "");
            if (!sameReference && !sameImage)
            {
                IReadOnlyList<TagEvent> grown = [next, .. list.Events];
                return list.With(limit > TagHistory.Unlimited && grown.Count > limit ? [.. grown.Take(limit)] : grown);
            }

            if (sameReference && sameImage && (newest.Generation ?? 0) == (next.Generation ?? 0))
            {
                return list;
            }

            // One of the two moved: it is the same event told better, so its time stays.
            var corrected = newest with
            {
                DockerImageReference = next.DockerImageReference,
                Image = next.Image,
                Generation = next.Generation,
            };
            return list.With([corrected, .. list.Events.Skip(1)]);
        }

        private NamedTagEventList With(IReadOnlyList<TagEvent> items) =>
            list with { Items = OrNull<IReadOnlyList<TagEvent>>.Of(items), Conditions = null };
    }
}
