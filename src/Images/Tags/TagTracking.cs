using ImageStreams.Entities;

namespace ImageStreams.Images;

/// <summary>Tags that follow another tag of their own stream (docs/spec/tags.md#tracking).</summary>
public static class TagTracking
{
    /// <summary>The status of <paramref name="stream"/> after every follower of the <paramref name="moved"/> tags has followed.</summary>
    /// <remarks>
    /// Sources move before their followers, so a chain arrives whole in one pass; each follower is visited once, so a cycle ends.
    /// The same instance comes back when nothing moves.
    /// </remarks>
    public static ImageStreamStatus Follow(ImageStream stream, IEnumerable<string> moved, int limit)
    {
        var draft = new StatusDraft(stream.Status, limit);
        Follow(stream, draft, moved);
        return draft.ToStatus();
    }

    internal static void Follow(ImageStream stream, StatusDraft draft, IEnumerable<string> moved)
    {
        var sources = Sources(stream);
        var dirty = moved.ToHashSet(StringComparer.Ordinal);
        if (sources.Count == 0 || dirty.Count == 0)
        {
            return;
        }

        var done = new HashSet<string>(StringComparer.Ordinal);

        // Tags that moved come first, so that a circle is cut where it moved.
        var starts = sources.Keys.OrderBy(t => dirty.Contains(t) ? 0 : 1).ThenBy(t => t, StringComparer.Ordinal);
        foreach (var start in starts.ToList())
        {
            foreach (var follower in PathToSource(start, sources, done).Where(f => dirty.Contains(f.Source) && Follow(draft, f)))
            {
                dirty.Add(follower.Tag);
            }
        }
    }

    /// <summary>
    /// Settles tags that have just become followers, or have to be looked at again: moves them with <paramref name="moved"/>, and gives
    /// them at least their generation.
    /// </summary>
    internal static void Follow(ImageStream stream, StatusDraft draft, IEnumerable<string> moved, IReadOnlyList<Follower> followers)
    {
        Follow(stream, draft, moved.Concat(followers.Select(f => f.Source)));
        foreach (var follower in followers)
        {
            Follow(draft, follower);
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

    private static Dictionary<string, Follower> Sources(ImageStream stream)
    {
        var sources = new Dictionary<string, Follower>(StringComparer.Ordinal);
        foreach (var tag in stream.SpecTags)
        {
            if (SourceOf(tag, stream) is { } source && source != tag.Name)
            {
                sources[tag.Name ?? ""] = new Follower(tag.Name ?? "", source, tag.Generation.Value);
            }
        }

        return sources;
    }

    // From the tag that follows nothing (or closes a circle) down to `start`: every tag has one source, so a walk is a line.
    private static List<Follower> PathToSource(string start, Dictionary<string, Follower> sources, HashSet<string> done)
    {
        var path = new List<Follower>();
        for (var tag = start; sources.TryGetValue(tag, out var follower) && done.Add(tag); tag = follower.Source)
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
