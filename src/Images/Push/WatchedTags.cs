using ImageStreams.Entities;
using ImageStreams.Oci;

namespace ImageStreams.Images;

/// <summary>Which tags follow a repository of some registry, so that a push there is a reason to look (docs/spec/push.md#other-registries).</summary>
public static class WatchedTags
{
    /// <summary>
    /// What is to be imported now: tags that are looked at by schedule anyway, and those that fail. A tag that was imported once stays as it is, whatever
    /// anybody pushes.
    /// </summary>
    /// <param name="stream">The stream.</param>
    /// <param name="repository">Where something was pushed.</param>
    /// <param name="tag">Under which tag; empty when it is not known, and any may be meant.</param>
    /// <param name="options">The options of plans.</param>
    public static ImportPlan PlanFor(ImageStream stream, RepositoryName repository, string tag, ImportPlanOptions options) => new()
    {
        Tags = [.. stream.SpecTags.Where(t => Follows(t, repository, tag) && IsLookedAt(stream, t, options)).Select(t => new DueTag(t, DueTag.Scheduled))],
        References = [],
        Repository = IsRepositoryLookedAt(stream, repository, options),
    };

    /// <summary>The repositories that a stream has to do with, to find it by.</summary>
    public static IEnumerable<string> RepositoriesOf(ImageStream stream) =>
        stream.SpecTags.Where(TagGenerations.IsImportable).Select(t => t.From?.Name).Append(stream.Spec?.DockerImageRepository)
            .Select(name => ImageReference.TryParse(name, out var reference) ? TagSources.FindRepository(reference) : null)
            .OfType<RepositoryName>().Select(r => r.ToString()).Distinct();

    private static bool Follows(TagReference spec, RepositoryName repository, string tag) =>
        TagGenerations.IsImportable(spec)
        && ImageReference.TryParse(spec.From?.Name, out var reference)
        && reference.Id.Length == 0
        && TagSources.FindRepository(reference) == repository
        && (tag.Length == 0 || (reference.Tag.Length == 0 ? StreamTags.Latest : reference.Tag) == tag);

    private static bool IsLookedAt(ImageStream stream, TagReference spec, ImportPlanOptions options) =>
        ScheduleIntervals.Find(stream, spec, options, out _) is not null || stream.FindStatusTag(spec.Name ?? "")?.ImportFailure is not null;

    private static bool IsRepositoryLookedAt(ImageStream stream, RepositoryName repository, ImportPlanOptions options) =>
        options.ScheduledImports
        && stream.FindAnnotation(ImageAnnotations.Interval) is not null
        && ImageReference.TryParse(stream.Spec?.DockerImageRepository, out var reference)
        && TagSources.FindRepository(reference) == repository;
}
