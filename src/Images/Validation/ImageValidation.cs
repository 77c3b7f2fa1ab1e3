using System.Text.RegularExpressions;
using ImageStreams.Entities;
using ImageStreams.Oci;

namespace ImageStreams.Images;

/// <summary>Whether an image may be stored (docs/spec/images.md#validation). The causes come in the order of the document.</summary>
public static partial class ImageValidation
{
    public static IReadOnlyList<StatusCause> Validate(Image image) => Validate(image, "");

    /// <param name="image">The image.</param>
    /// <param name="path">Path of the image in a larger document, ending with a dot; empty for an image of its own.</param>
    public static IReadOnlyList<StatusCause> Validate(Image image, string path) =>
    [
        .. NameRules.CheckImage(image.Metadata).Select(c => c with { Field = path + c.Field }),
        .. ReferenceCauses(image.DockerImageReference, $"{path}dockerImageReference"),
        .. (image.Signatures ?? []).Index().SelectMany(s => SignatureValidation.Validate(s.Item, $"{path}signatures[{s.Index}].")),
        .. LayerCauses(image, path),
        .. (image.DockerImageManifests ?? []).Index().SelectMany(m => ManifestCauses(m.Item, $"{path}dockerImageManifests[{m.Index}]")),
    ];

    private static IEnumerable<StatusCause> ReferenceCauses(string? reference, string field)
    {
        if (string.IsNullOrEmpty(reference))
        {
            yield return FieldErrors.Required(field, "");
        }
        else if (!ImageReference.TryParse(reference, out _, out var error))
        {
            yield return FieldErrors.Invalid(field, reference, error);
        }
    }

    private static IEnumerable<StatusCause> LayerCauses(Image image, string path)
    {
        if (image is { DockerImageManifests.Count: > 0, DockerImageLayers.Count: > 0 })
        {
            yield return FieldErrors.Invalid(
                $"{path}dockerImageLayers", "", "dockerImageLayers should not be set when dockerImageManifests is set");
        }
    }

    private static IEnumerable<StatusCause> ManifestCauses(ImageManifest manifest, string path)
    {
        if (!OciDigest().IsMatch(manifest.Digest ?? ""))
        {
            yield return FieldErrors.Invalid(
                $"{path}.digest", manifest.Digest ?? "", "digest does not conform with OCI image specification");
        }

        if (!MediaType().IsMatch(manifest.MediaType ?? ""))
        {
            yield return FieldErrors.Invalid($"{path}.mediaType", manifest.MediaType ?? "", "media type does not conform to RFC6838");
        }

        if (string.IsNullOrEmpty(manifest.Architecture))
        {
            yield return FieldErrors.Required($"{path}.architecture", "");
        }

        if (string.IsNullOrEmpty(manifest.Os))
        {
            yield return FieldErrors.Required($"{path}.os", "");
        }

        if (manifest.ManifestSize is < 0 and var size)
        {
            yield return FieldErrors.InvalidLiteral($"{path}.size", $"{size}", "manifest size cannot be negative");
        }
    }

    [GeneratedRegex("[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}", RegexOptions.NonBacktracking)]
    private static partial Regex OciDigest();

    [GeneratedRegex(@"\A *[A-Za-z0-9][A-Za-z0-9!#$&^_.+-]{0,126}/[A-Za-z0-9][A-Za-z0-9!#$&^_.+-]{0,126} *\z")]
    private static partial Regex MediaType();
}
