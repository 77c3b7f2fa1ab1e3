using ImageStreams.Entities;
using ImageStreams.Oci;

namespace ImageStreams.Images;

/// <summary>What an import request means where it says nothing (docs/spec/imports.md#defaults).</summary>
public static class ImageStreamImportDefaults
{
    /// <summary>The request as it is shown, with everything said.</summary>
    public static ImageStreamImport Apply(ImageStreamImport import, string importMode)
    {
        var spec = import.Spec ?? new ImageStreamImportSpec();
        return import with
        {
            Spec = spec with
            {
                Import = spec.Import ?? false,
                Images = spec.Images is { Count: > 0 } images ? [.. images.Select(i => Of(i ?? new ImageImportSpec(), importMode))] : null,
                Repository = spec.Repository is { } repository ? Of(repository, importMode) : null,
            },
            Status = new ImageStreamImportStatus(),
        };
    }

    private static ImageImportSpec Of(ImageImportSpec image, string importMode) => image with
    {
        From = image.From ?? new ObjectReference(),
        To = image.To is { } to ? to with { Name = to.Name ?? "" } : TagOf(image.From?.Name) is { } tag ? new LocalObjectReference { Name = tag } : null,
        ImportPolicy = Of(image.ImportPolicy, importMode),
        ReferencePolicy = Of(image.ReferencePolicy),
        IncludeManifest = image.IncludeManifest == true ? true : null,
    };

    private static RepositoryImportSpec Of(RepositoryImportSpec repository, string importMode) => repository with
    {
        From = repository.From ?? new ObjectReference(),
        ImportPolicy = Of(repository.ImportPolicy, importMode),
        ReferencePolicy = Of(repository.ReferencePolicy),
        IncludeManifest = repository.IncludeManifest == true ? true : null,
    };

    private static TagImportPolicy Of(TagImportPolicy? policy, string importMode) => new()
    {
        Insecure = policy?.Insecure == true ? true : null,
        Scheduled = policy?.Scheduled == true ? true : null,
        ImportMode = string.IsNullOrEmpty(policy?.ImportMode) ? importMode : policy.ImportMode,
    };

    private static TagReferencePolicy Of(TagReferencePolicy? policy) =>
        new() { Type = string.IsNullOrEmpty(policy?.Type) ? ReferencePolicies.Source : policy.Type };

    private static string? TagOf(string? from) => ImageReference.TryParse(from, out var reference) && reference.Tag.Length > 0 ? reference.Tag : null;
}
