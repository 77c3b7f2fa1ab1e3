using ImageStreams.Entities;

namespace ImageStreams.Images;

/// <summary>How the history of a tag grows (docs/spec/tags.md#history).</summary>
public static class TagHistory
{
    /// <summary>No bound on the length of a history.</summary>
    public const int Unlimited = 0;

    extension(ImageStreamStatus status)
    {
        /// <summary>Returns the status with <paramref name="next"/> on top of the history of <paramref name="tag"/>.</summary>
        /// <remarks>
        /// The same instance comes back when the newest event says the same already. Otherwise the tag's conditions are gone, and
        /// events beyond <paramref name="limit"/> (<see cref="Unlimited"/>: none) are dropped from the old end.
        /// </remarks>
        public ImageStreamStatus Push(string tag, TagEvent next, int limit)
        {
            var draft = new StatusDraft(status, limit);
            draft.Push(tag, next);
            return draft.ToStatus();
        }
    }
}
