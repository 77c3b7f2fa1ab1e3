using System.Collections.Immutable;
using ImageStreams.Entities;

namespace ImageStreams.Images;

/// <summary>Tags that follow another tag of their own stream (docs/spec/tags.md#tracking).</summary>
public static class TagTracking
{
    /// <summary>The status of <paramref name="stream"/> after every follower of the <paramref name="moved"/> tags has followed.</summary>
    /// <remarks>
    /// Sources move before their followers, so a chain arrives whole. A circle is cut where it moved, and gone round until it rests. The same
    /// instance comes back when nothing moves.
    /// </remarks>
    public static ImageStreamStatus Follow(ImageStream stream, IEnumerable<string> moved, int limit)
    {
        var draft = new StatusDraft(stream.Status, limit);
        Follow(stream, draft, moved, ImmutableHashSet<string>.Empty, strategyRuns: true);
        return draft.ToStatus();
    }

    /// <summary>Moves what follows a moved tag, and the <paramref name="asked"/> tags in any case; doing it again changes nothing.</summary>
    /// <param name="stream">The stream, for its spec.</param>
    /// <param name="draft">Its status, which is changed.</param>
    /// <param name="moved">Tags whose newest event is another one than before.</param>
    /// <param name="asked">Tags that have just become followers, or have to be looked at again.</param>
    /// <param name="strategyRuns">Whether an API server keeps the generations of the tags.</param>
    internal static void Follow(
        ImageStream stream, StatusDraft draft, IEnumerable<string> moved, IReadOnlySet<string> asked, bool strategyRuns)
    {
        var dirty = moved.ToHashSet(StringComparer.Ordinal);
        if (dirty.Count == 0 && asked.Count == 0)
        {
            return;
        }

        var order = SourcesFirst(Followers(stream, asked, strategyRuns), dirty);
        var rests = false;
        while (!rests)
        {
            rests = true;
            foreach (var follower in order)
            {
                if ((dirty.Contains(follower.Source) || asked.Contains(follower.Tag)) && Follow(draft, follower))
                {
                    dirty.Add(follower.Tag);
                    rests = false;
                }
            }
        }
    }

    /// <summary>Which tag of its own stream this one follows; null when it follows none.</summary>
    internal static string? SourceOf(TagReference tag, ImageStream stream)
    {
        if (tag.From is not { Kind: SourceKinds.ImageStreamTag, Name: { Length: > 0 } name } from
            || !(string.IsNullOrEmpty(from.Namespace) || from.Namespace == stream.Namespace))
        {
            return null;
        }

        var colon = name.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0)
        {
            return name;
        }

        var source = name[(colon + 1)..];
        return name[..colon] == stream.Name && !source.Contains(':', StringComparison.Ordinal)
            ? source.Length == 0 ? StreamTags.Latest : source
            : null;
    }

    private static Dictionary<string, Follower> Followers(ImageStream stream, IReadOnlySet<string> asked, bool strategyRuns)
    {
        var followers = new Dictionary<string, Follower>(StringComparer.Ordinal);
        foreach (var tag in stream.SpecTags)
        {
            var name = tag.Name ?? "";
            if (SourceOf(tag, stream) is { } source && (source != name || asked.Contains(name)))
            {
                followers[name] = new Follower(name, source, TagGenerations.Wanted(stream, tag, strategyRuns));
            }
        }

        return followers;
    }

    private static List<Follower> SourcesFirst(Dictionary<string, Follower> followers, HashSet<string> moved)
    {
        var done = new HashSet<string>(StringComparer.Ordinal);

        // Tags that moved come first, so that a circle is cut where it moved.
        var starts = followers.Keys.OrderBy(t => moved.Contains(t) ? 0 : 1).ThenBy(t => t, StringComparer.Ordinal);
        return [.. starts.SelectMany(start => PathToSource(start, followers, done))];
    }

    // From the tag that follows nothing (or closes a circle) down to `start`: every tag has one source, so a walk is a line.
    private static List<Follower> PathToSource(string start, Dictionary<string, Follower> followers, HashSet<string> done)
    {
        var path = new List<Follower>();
        for (var tag = start; followers.TryGetValue(tag, out var follower) && done.Add(tag); tag = follower.Source)
        {
            path.Add(follower);
        }

        path.Reverse();
        return path;
    }

    // An event may carry an older generation than its follower has dealt with; that is never taken back.
    private static bool Follow(StatusDraft draft, Follower follower)
    {
        if (draft.Find(follower.Source)?.Newest is not { } next)
        {
            return false;
        }

        var known = Math.Max(follower.Generation, TagGenerations.Observed(draft.Find(follower.Tag)));
        return draft.Push(follower.Tag, next with { Generation = Math.Max(next.Generation ?? 0, known) });
    }
}
