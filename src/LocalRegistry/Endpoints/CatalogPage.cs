namespace ImageStreams.LocalRegistry;

internal sealed record CatalogPage(IReadOnlyList<string> Repositories);
