using ImageStreams.Entities;

namespace ImageStreams.Images;

/// <summary>
/// Tags from other tags or images, resolved by the controller: within the stream's namespace only, since a controller has no user
/// whose rights could be asked (docs/spec/tags.md#sources).
/// </summary>
public static class LocalReferences
{
    /// <summary>The other streams to look up, each once, all in the stream's own namespace.</summary>
    public static IReadOnlyList<StreamKey> Needed(ImageStream stream, IEnumerable<DueTag> references) =>
    [
        .. references
            .Where(due => !IsForeign(stream, due.Tag))
            .Select(due => TagSource.TryRead(stream, due.Tag, out var source) ? source.Stream : stream.Key)
            .Where(key => key != stream.Key)
            .Distinct(),
    ];

    /// <summary>What the due references come to; a reference to what has no image yet comes to nothing.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="references">The plan's references.</param>
    /// <param name="sources">An answer for each of <see cref="Needed"/>.</param>
    /// <param name="now">The time.</param>
    /// <param name="options">The options of the plan.</param>
    public static IReadOnlyList<TagResult> Resolve(
        ImageStream stream,
        IEnumerable<DueTag> references,
        IReadOnlyDictionary<StreamKey, SourceStream> sources,
        DateTimeOffset now,
        ImportPlanOptions options)
    {
        var context = new EvaluationContext { Now = now, RegistryHost = options.Hosts.Internal };
        return [.. references.Select(due => Resolve(stream, due.Tag, sources, context, options)).OfType<TagResult>()];
    }

    /// <summary>Whether the controller answers for the tag: behind an API server only for what its two writes may have lost.</summary>
    internal static bool IsOurs(ImageStream stream, TagReference tag, ImportPlanOptions options) =>
        !options.StrategyRuns || (!IsForeign(stream, tag) && IsKnownKind(tag));

    /// <summary>Whether waiting may help: the source may come into being. Everything else takes another spec.</summary>
    internal static bool IsRetried(string? reason) => reason == ImportReasons.NotFound;

    private static bool IsKnownKind(TagReference tag) =>
        tag.From?.Kind is SourceKinds.DockerImage or SourceKinds.ImageStreamTag or SourceKinds.ImageStreamImage;

    private static bool IsForeign(ImageStream stream, TagReference tag) =>
        tag.From is { Namespace: { Length: > 0 } ns } && ns != stream.Namespace;

    private static TagResult? Resolve(
        ImageStream stream,
        TagReference tag,
        IReadOnlyDictionary<StreamKey, SourceStream> sources,
        EvaluationContext context,
        ImportPlanOptions options)
    {
        if (IsForeign(stream, tag))
        {
            const string Problem = "a tag may not come from another namespace unless the API server resolves it";
            return TagResult.Failed(tag, ImportFailures.Refused(Problem));
        }

        if (!IsKnownKind(tag))
        {
            return TagResult.Failed(tag, ImportFailures.InvalidReference(tag.From?.Name ?? "", TagReferenceValidation.KnownKinds));
        }

        if (TagTracking.SourceOf(tag, stream) is not null)
        {
            return TagResult.Following(tag, options.StrategyRuns ? null : ImportFailures.SourceNotFound(tag.From!.Kind!, tag.From.Name!));
        }

        if (!options.StrategyRuns && TagNames.FindProblem(tag.Name ?? "") is { } invalid)
        {
            return TagResult.Failed(tag, ImportFailures.InvalidTagName(tag.Name ?? "", invalid));
        }

        var found = SourceEvents.Find(stream, tag, sources, context);
        if (found.Event is { } item)
        {
            return TagResult.Resolved(tag, item);
        }

        if (options.StrategyRuns)
        {
            return null; // its user was told when the tag was written
        }

        return TagResult.Failed(tag, found.Cause is { Reason: not "FieldValueNotFound", Message: { } message }
            ? ImportFailures.InvalidReference(tag.From?.Name ?? "", FieldErrors.ProblemOf(message, tag.From?.Name ?? ""))
            : ImportFailures.SourceNotFound(tag.From!.Kind!, tag.From.Name ?? ""));
    }
}
