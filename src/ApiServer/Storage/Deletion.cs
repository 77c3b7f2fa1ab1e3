using ImageStreams.Entities;

namespace ImageStreams.ApiServer;

/// <summary>What became of an object that was to be deleted: it is gone, or it waits for its finalizers.</summary>
/// <param name="Status">The word that it is gone.</param>
/// <param name="Remaining">The object that waits.</param>
internal sealed record Deletion<T>(Status? Status, T? Remaining)
    where T : class, IResource<T>
{
    public TResult Match<TResult>(Func<Status, TResult> gone, Func<T, TResult> remains) => Remaining is { } waiting ? remains(waiting) : gone(Status!);
}
