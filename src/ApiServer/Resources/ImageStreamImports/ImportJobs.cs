using ImageStreams.Entities;
using ImageStreams.Images;
using ImageStreams.Import;

namespace ImageStreams.ApiServer;

/// <summary>Turns import requests into work for the engine.</summary>
internal static class ImportJobs
{
    /// <param name="import">The request, with its defaults.</param>
    /// <param name="stream">The stream that it is about; null when there is none yet.</param>
    /// <param name="freely">Whether every registry may be imported from.</param>
    /// <param name="patience">How long the caller waits.</param>
    public static ImportJob Of(ImageStreamImport import, ImageStream? stream, bool freely, TimeSpan patience)
    {
        var target = stream ?? new ImageStream();
        return new ImportJob
        {
            Namespace = import.Metadata!.Namespace!,
            Shown = StreamUsage.Of(stream).Images,
            Images = [.. (import.Spec!.Images ?? []).Select(image => Of(image, target))],
            Repository = import.Spec.Repository is { } repository ? Of(repository, target) : null,
            FromAnyRegistry = freely,
            Patience = patience,
        };
    }

    private static ImageRequest Of(ImageImportSpec image, ImageStream stream)
    {
        var from = image.From?.Name ?? "";
        var name = image.To?.Name ?? ImportNames.TagOf(from) ?? "";
        var tag = stream.FindSpecTag(name) ?? new TagReference();
        return new ImageRequest
        {
            From = from,
            Insecure = image.ImportPolicy?.Insecure == true,
            ImportMode = image.ImportPolicy?.ImportMode ?? ImportModes.Legacy,
            Platform = PlatformPreference.For(stream, tag, ServerPlatform.Current),
            IncludeManifest = image.IncludeManifest == true,
            IsNew = !TagSources.IsFrom(stream.FindStatusTag(name), from),
        };
    }

    private static RepositoryRequest Of(RepositoryImportSpec repository, ImageStream stream) => new()
    {
        From = repository.From?.Name ?? "",
        Filter = TagFilter.Of(stream),
        Imported = TagSources.ImportedFrom(stream, repository.From?.Name),
        NamesOthers = true,
        Insecure = repository.ImportPolicy?.Insecure == true,
        ImportMode = repository.ImportPolicy?.ImportMode ?? ImportModes.Legacy,
        Platform = PlatformPreference.For(stream, new TagReference(), ServerPlatform.Current),
        IncludeManifest = repository.IncludeManifest == true,
    };
}
