using ImageStreams.Oci;

namespace ImageStreams.Images;

/// <summary>Decides where an image is looked for: in mirrors, at its source, or nowhere (docs/spec/importing.md#mirrors).</summary>
/// <param name="rules">Those of the same source are taken together.</param>
/// <param name="blocked">What is never asked.</param>
public sealed class ImageSources(IReadOnlyList<MirrorRule> rules, IReadOnlyList<RegistryPattern> blocked)
{
    /// <summary>The repositories to ask in turn. Empty when all are out of bounds.</summary>
    /// <param name="repository">Where the image is by its name.</param>
    /// <param name="byDigest">Whether it is named by digest.</param>
    public IReadOnlyList<RepositoryName> PlacesOf(RepositoryName repository, bool byDigest)
    {
        var (nearest, rest) = Nearest(repository);
        var mirrors = Merge([.. nearest.Where(r => r.IsFor(byDigest)).Select(r => r.Mirrors)]).Select(m => m.Below(rest)).OfType<RepositoryName>();
        var source = nearest.Any(r => r.NeverContactSource) ? [] : (IEnumerable<RepositoryName>)[repository];
        return [.. mirrors.Where(m => m != repository).Concat(source).Distinct().Where(place => !blocked.Any(b => b.Covers(place)))];
    }

    /// <summary>As <see cref="PlacesOf"/>, to list the tags of the repository. Mirrors seldom have all, so they are asked only when the source is out of bounds.</summary>
    public IReadOnlyList<RepositoryName> ListingPlacesOf(RepositoryName repository)
    {
        var places = PlacesOf(repository, byDigest: false);
        return places.Contains(repository) ? [repository] : places;
    }

    /// <summary>The rules of the most exact source that the repository is below, and what is left of its path.</summary>
    private (IReadOnlyList<MirrorRule> Rules, string Path) Nearest(RepositoryName repository)
    {
        var nearest = rules.Where(r => r.Source.RestOf(repository) is not null).MaxBy(r => r.Source.Length)?.Source;
        return nearest is null ? ([], "") : ([.. rules.Where(r => r.Source == nearest)], nearest.RestOf(repository)!);
    }

    /// <summary>One order that keeps each list's own; where lists contradict each other, the first one's.</summary>
    private static List<RegistryLocation> Merge(IReadOnlyList<IReadOnlyList<RegistryLocation>> lists)
    {
        var merged = new List<RegistryLocation>();
        var open = lists.Select(l => l.Distinct().ToList()).Where(l => l.Count > 0).ToList();
        while (open.Count > 0)
        {
            var next = open.Select(l => l[0]).FirstOrDefault(head => open.All(l => l.IndexOf(head) <= 0)) ?? open[0][0];
            merged.Add(next);
            open.ForEach(l => l.Remove(next));
            open.RemoveAll(l => l.Count == 0);
        }

        return merged;
    }
}
