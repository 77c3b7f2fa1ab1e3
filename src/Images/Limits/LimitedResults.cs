using ImageStreams.Entities;

namespace ImageStreams.Images;

/// <summary>Keeps what imports bring within the limits of their namespace (docs/spec/imagestream.md#limits).</summary>
public static class LimitedResults
{
    /// <summary>The results in their order; of those that would bring the stream more than it may have, failures.</summary>
    /// <param name="limits">The limits.</param>
    /// <param name="stream">The stream before them.</param>
    /// <param name="results">What came of its tags.</param>
    /// <param name="apply">What the stream becomes with some of them.</param>
    public static IReadOnlyList<TagResult> Within(
        ImageLimits limits, ImageStream stream, IReadOnlyList<TagResult> results, Func<IReadOnlyList<TagResult>, StreamChange> apply)
    {
        if (limits.MaxImages is null || FindProblem(results) is null)
        {
            return results;
        }

        var allowed = new List<TagResult>(results.Count);
        foreach (var result in results)
        {
            var problem = result.Failure is null ? FindProblem([.. allowed, result]) : null;
            allowed.Add(problem is null ? result : TagResult.Failed(result.Source, ImportFailures.NotAllowed(problem)));
        }

        return allowed;

        string? FindProblem(IReadOnlyList<TagResult> some) => limits.FindProblem(stream, apply(some).After);
    }
}
