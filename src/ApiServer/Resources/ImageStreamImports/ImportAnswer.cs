using System.Globalization;
using ImageStreams.Entities;
using ImageStreams.Images;
using ImageStreams.Import;

namespace ImageStreams.ApiServer;

/// <summary>What came of an import request, for the stream and for the caller.</summary>
/// <param name="import">The request, with its defaults.</param>
/// <param name="results">What came of its sources.</param>
/// <param name="continues">Whether tags that are still open are imported without the caller.</param>
internal sealed class ImportAnswer(ImageStreamImport import, ImportJobResult results, bool continues)
{
    private static readonly Status Success = new() { Metadata = new ListMeta(), State = "Success" };

    private IReadOnlyList<ImageImportSpec> Images => import.Spec!.Images ?? [];

    /// <summary>What the stream learns: of images that have a tag to go to.</summary>
    public IEnumerable<ImportEntry> Entries => Images.Zip(results.Images, OfImage).OfType<ImportEntry>().Concat(OfRepository());

    /// <param name="stream">The stream afterwards; null when it was not to be written.</param>
    public ImageStreamImportStatus ToStatus(ImageStream? stream) => new()
    {
        Import = stream,
        Images = Images.Count == 0
            ? null
            : [.. Images.Zip(results.Images, (image, result) => StatusOf(result, ImportNames.TagOf(image.From?.Name ?? ""), continues && image.To is not null))],
        Repository = results.Repository is { } repository ? StatusOf(repository) : null,
    };

    private static ImportEntry? OfImage(ImageImportSpec image, ImageResult result) => image.To?.Name is not { } tag ? null : new ImportEntry
    {
        Tag = tag,
        From = image.From?.Name ?? "",
        ImportPolicy = image.ImportPolicy,
        ReferencePolicy = image.ReferencePolicy,
        Image = result.Image,
        Reference = result.Reference,
        Failure = result.Failure,
        IsOpen = result.IsOpen,
    };

    private IEnumerable<ImportEntry> OfRepository() => (results.Repository?.Tags ?? []).Zip(results.RepositoryImages, (tag, result) => new ImportEntry
    {
        Tag = tag.Name,
        From = tag.Request.From,
        OfRepository = true,
        ImportPolicy = import.Spec!.Repository!.ImportPolicy,
        ReferencePolicy = import.Spec.Repository.ReferencePolicy,
        Image = result.Image,
        Reference = result.Reference,
        Failure = result.Failure,
        IsOpen = result.IsOpen,
    });

    private RepositoryImportStatus StatusOf(RepositoryResult repository) => new()
    {
        Status = repository.Failure?.ToStatus() ?? StatusOf(results.RepositoryImages.Count(r => r.Failure is not null)),
        Images = repository.Tags.Count == 0
            ? null
            : [.. repository.Tags.Zip(results.RepositoryImages, (tag, result) => StatusOf(result, tag.Name, continues))],
        AdditionalTags = repository.AdditionalTags.Where(tag => !IsImage(tag)).ToList() is { Count: > 0 } others ? others : null,
    };

    private static Status StatusOf(int failed) => failed == 0 ? Success : new Status
    {
        Metadata = new ListMeta(),
        State = "Failure",
        Reason = "ImportFailed",
        Message = failed == 1
            ? "one of the images from this repository failed to import"
            : string.Create(CultureInfo.InvariantCulture, $"{failed} of the images from this repository failed to import"),
    };

    private static ImageImportStatus StatusOf(ImageResult result, string? tag, bool continues) => new()
    {
        Status = result switch
        {
            { Failure: { } failure, IsOpen: true } when continues => ImportFailures.InBackground(failure).ToStatus(),
            { Failure: { } failure } => failure.ToStatus(),
            { PlatformFailures: [var platform, ..] } => Success with { Message = $"{platform.Platform} is missing: {platform.Failure.Message}" },
            _ => Success,
        },
        Image = result.View?.Image,
        Manifests = result.View is { Manifests: { Count: > 0 } manifests } ? manifests : null,
        Tag = tag,
    };

    /// <summary>Whether a tag of the repository is one of the single images too.</summary>
    private bool IsImage(string tag) => Images.Any(i => ImportNames.IsTagOf(i.From?.Name ?? "", import.Spec!.Repository!.From?.Name ?? "", tag));
}
