using ImageStreams.Entities;

namespace ImageStreams.Images;

/// <summary>
/// Writes the results of the import controller into a stream: status only, so that neither the spec nor its generation drifts
/// (docs/spec/imports.md#controller).
/// </summary>
public static class ControllerDoor
{
    /// <summary>The stream after <paramref name="results"/>; nothing changed, nothing to write.</summary>
    /// <remarks>
    /// Results of tags that are gone or changed since are ignored, so that results may be applied to a newer copy of the stream
    /// than the one they were made for. Whatever fails keeps its last good image.
    /// </remarks>
    public static StreamChange Apply(ImageStream stream, IEnumerable<TagResult> results, DateTimeOffset now, ImportPlanOptions options)
    {
        var after = new ControllerWrite(stream, now, options).Apply(results);
        return StreamChange.Between(
            stream, options.StrategyRuns ? after : after with { Status = StreamRepositories.Decorate(after, options.Hosts) });
    }

    /// <summary>
    /// The annotations after an attempt to import the whole repository; they are metadata, so they are not part of the status write.
    /// </summary>
    /// <param name="stream">The stream.</param>
    /// <param name="failure">Why the tags of the repository could not be listed; null when they could.</param>
    /// <param name="now">The time.</param>
    public static StreamChange ApplyRepository(ImageStream stream, ImportFailure? failure, DateTimeOffset now)
    {
        var annotations = stream.Metadata.CopyAnnotations();
        if (failure is null)
        {
            if (annotations.Remove(ImageAnnotations.RepositoryError) || string.IsNullOrEmpty(stream.FindAnnotation(ImageAnnotations.RepositoryCheck)))
            {
                annotations[ImageAnnotations.RepositoryCheck] = KubeTimeConverter.ToText(now); // a look that changes nothing is not worth a write
            }
        }
        else
        {
            var current = RepositoryError.TryParse(stream.FindAnnotation(ImageAnnotations.RepositoryError), out var error) ? error : null;
            annotations.TryAdd(ImageAnnotations.RepositoryCheck, KubeTimeConverter.ToText(now));
            annotations[ImageAnnotations.RepositoryError] = RepositoryError.Next(current, failure, now).ToString();
        }

        return StreamChange.Between(stream, stream with { Metadata = stream.Metadata.With(annotations) });
    }
}
