using ImageStreams.Entities;

namespace ImageStreams.Images;

/// <summary>
/// Resolves the new and changed tags of a stream that do not come from a registry, in the request that wrote them
/// (docs/spec/tags.md#sources). First ask <see cref="Needed"/>, then fetch, then <see cref="Evaluate"/>.
/// </summary>
public static class TagEvaluator
{
    private const string BadForm = "must be of the form <tag>, <repo>:<tag>, <id>, or <repo>@<id>";

    /// <summary>The other streams to fetch, each once; in a foreign namespace the user's access must be reviewed first.</summary>
    /// <param name="old">The stored stream; null when the stream is new.</param>
    /// <param name="stream">The prepared stream.</param>
    public static IReadOnlyList<StreamKey> Needed(ImageStream? old, ImageStream stream) =>
    [
        .. ChangedTags(old, stream)
            .Select(t => TagSource.TryRead(stream, t, out var source) ? source.Stream : stream.Key)
            .Where(key => key != stream.Key)
            .Distinct(),
    ];

    /// <param name="old">The stored stream; null when the stream is new.</param>
    /// <param name="stream">The prepared stream.</param>
    /// <param name="sources">An answer for each of <see cref="Needed"/>.</param>
    /// <param name="context">The world around.</param>
    public static TagEvaluation Evaluate(
        ImageStream? old, ImageStream stream, IReadOnlyDictionary<StreamKey, SourceStream> sources, EvaluationContext context)
    {
        var changed = ChangedTags(old, stream);
        var causes = changed.SelectMany(t => CheckAccess(stream, t, sources)).ToList();
        if (causes.Count > 0)
        {
            return new TagEvaluation { Stream = stream, Causes = causes };
        }

        var draft = new StatusDraft(stream.Status, context.HistoryLimit);
        var followers = new HashSet<string>(StringComparer.Ordinal);
        foreach (var tag in changed)
        {
            if (TagTracking.SourceOf(tag, stream) is not null)
            {
                followers.Add(tag.Name ?? "");
            }
            else if (SourceEvents.Find(stream, tag, sources, context) is var found && found.Event is { } next)
            {
                draft.Push(tag.Name ?? "", next with { Generation = stream.Generation });
            }
            else if (found.Cause is { } cause)
            {
                causes.Add(cause);
            }
        }

        if (causes.Count > 0)
        {
            return new TagEvaluation { Stream = stream, Causes = causes };
        }

        TagTracking.Follow(stream, draft, Moved(old, draft).ToList(), followers, strategyRuns: true);
        return new TagEvaluation { Stream = draft.ApplyTo(stream) };
    }

    internal static string PathOf(TagReference tag, string field) => $"spec.tags[{tag.Name}].{field}";

    internal static StatusCause BadName(TagReference tag) =>
        FieldErrors.Invalid(PathOf(tag, "from.name"), tag.From?.Name ?? "", BadForm);

    private static List<TagReference> ChangedTags(ImageStream? old, ImageStream stream)
    {
        var before = new Dictionary<string, TagReference>(StringComparer.Ordinal);
        foreach (var tag in old?.SpecTags ?? [])
        {
            before[tag.Name ?? ""] = tag;
        }

        return
        [
            .. stream.SpecTags
                .Where(t => TagReferenceChange.IsChanged(before.GetValueOrDefault(t.Name ?? ""), t, stream.Namespace))
                .OrderBy(t => t.Name, StringComparer.Ordinal),
        ];
    }

    private static IEnumerable<StatusCause> CheckAccess(
        ImageStream stream, TagReference tag, IReadOnlyDictionary<StreamKey, SourceStream> sources)
    {
        if (string.IsNullOrEmpty(tag.From?.Namespace) || tag.From.Namespace == stream.Namespace)
        {
            return [];
        }

        if (!TagSource.TryRead(stream, tag, out var source))
        {
            return [BadName(tag)];
        }

        return sources[source.Stream].Denial is { } denial
            ? [FieldErrors.Forbidden(PathOf(tag, "from"), $"{source.Stream}: {denial}")]
            : [];
    }

    private static IEnumerable<string> Moved(ImageStream? old, StatusDraft draft)
    {
        var before = new StatusDraft(old?.Status, TagHistory.Unlimited);
        return draft.Tags
            .Where(list => list.Newest is { } newest && newest != before.Find(list.Tag ?? "")?.Newest)
            .Select(list => list.Tag ?? "");
    }
}
