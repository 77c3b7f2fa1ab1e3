using ImageStreams.Entities;

namespace ImageStreams.Images;

/// <summary>
/// Says why the tags of a stream stand where they stand, from the stream alone and by the rules that the importer keeps: what it would do is
/// asked of the same plan (docs/spec/explain.md).
/// </summary>
/// <param name="stream">The stream, under its users' name.</param>
/// <param name="now">The time.</param>
/// <param name="options">What the importer was told.</param>
public sealed class StreamExplainer(ImageStream stream, DateTimeOffset now, ImportPlanOptions options)
{
    /// <summary>Of all tags, or of one.</summary>
    /// <param name="tag">Null for all.</param>
    /// <returns>Null when there is no such tag.</returns>
    public StreamExplanation? Explain(string? tag)
    {
        var names = stream.SpecTags.Select(t => t.Name ?? "").Concat(stream.StatusTags.Select(t => t.Tag ?? "")).ToHashSet(StringComparer.Ordinal);
        if (tag is not null && !names.Contains(tag))
        {
            return null;
        }

        return new StreamExplanation
        {
            Namespace = stream.Namespace,
            Name = stream.Name,
            Generation = stream.Generation,
            Time = now,
            Repository = string.IsNullOrEmpty(stream.Spec?.DockerImageRepository) ? null : new RepositoryExplainer(stream, now, options).Explain(),
            Warnings = ImporterAnnotations.FindWarnings(stream) is { Count: > 0 } warnings ? warnings : null,
            Tags = [.. names.Where(n => tag is null || n == tag).Order(StringComparer.Ordinal).Select(n => new TagExplainer(stream, n, now, options).Explain())],
        };
    }
}
