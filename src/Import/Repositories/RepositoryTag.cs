namespace ImageStreams.Import;

/// <summary>A tag that was found in a repository.</summary>
/// <param name="Name">Name of the tag.</param>
/// <param name="Request">How to import it.</param>
public sealed record RepositoryTag(string Name, ImageRequest Request);
