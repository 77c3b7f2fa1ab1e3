namespace ImageStreams.LocalRegistry;

internal sealed record TagsPage(string Name, IReadOnlyList<string> Tags);
