using ImageStreams.Entities;
using ImageStreams.Oci;

namespace ImageStreams.Images;

/// <summary>Whether an import request can be carried out (docs/spec/imports.md#validation). The causes come in the order of the document.</summary>
public static class ImageStreamImportValidation
{
    private const string AnyName = "*";

    /// <param name="import">The request with its <see cref="ImageStreamImportDefaults"/>.</param>
    public static IReadOnlyList<StatusCause> Validate(ImageStreamImport import)
    {
        var spec = import.Spec ?? new ImageStreamImportSpec();
        var isEmpty = spec.Repository is null && spec.Images is not { Count: > 0 };
        return
        [
            .. NameRules.CheckStream(import.Metadata),
            .. isEmpty ? [FieldErrors.InvalidLiteral("spec", "null", "you must specify at least one image or a repository import")] : Array.Empty<StatusCause>(),
            .. (spec.Images ?? []).Index().SelectMany(i => ImageCauses(i.Item, $"spec.images[{i.Index}]")),
            .. spec.Repository is { } repository ? RepositoryCauses(repository) : [],
        ];
    }

    /// <summary>The sources that are not allowed: for an import the port counts, also over plain HTTP.</summary>
    public static IReadOnlyList<StatusCause> FindForbidden(ImageStreamImport import, AllowedRegistries registries)
    {
        var causes = (import.Spec?.Images ?? []).Index()
            .Select(i => FindForbidden($"spec.images[{i.Index}].from.name", i.Item.From, i.Item.ImportPolicy, registries));
        var repository = import.Spec?.Repository;
        return [.. causes.Append(FindForbidden("spec.repository.from.name", repository?.From, repository?.ImportPolicy, registries)).OfType<StatusCause>()];
    }

    private static StatusCause? FindForbidden(string field, ObjectReference? from, TagImportPolicy? policy, AllowedRegistries registries) =>
        ImageReference.TryParse(from?.Name, out var reference)
        && registries.FindImportProblem(reference, policy?.Insecure == true) is { } problem
            ? FieldErrors.Forbidden(field, problem)
            : null;

    private static IEnumerable<StatusCause> ImageCauses(ImageImportSpec image, string path)
    {
        if (image is { From.Kind: SourceKinds.DockerImage, To.Name: "" })
        {
            yield return FieldErrors.Invalid($"{path}.to.name", "", "the name of the target tag must be specified");
        }

        foreach (var cause in Causes(image.From, image.ImportPolicy, path, static _ => null))
        {
            yield return cause;
        }
    }

    private static IEnumerable<StatusCause> RepositoryCauses(RepositoryImportSpec repository) => Causes(
        repository.From,
        repository.ImportPolicy,
        "spec.repository",
        static r => r is { Tag: "", Id: "" } ? null : "you must specify an image repository, not a tag or ID");

    private static IEnumerable<StatusCause> Causes(
        ObjectReference? from, TagImportPolicy? policy, string path, Func<ImageReference, string?> findProblem)
    {
        var source = from?.Kind == SourceKinds.DockerImage
            ? FindNameProblem($"{path}.from.name", from.Name ?? "", findProblem)
            : FieldErrors.Invalid($"{path}.from.kind", from?.Kind ?? "", "only DockerImage is supported");
        StatusCause?[] causes = [source, TagReferenceValidation.FindImportModeProblem(policy?.ImportMode, path)];
        return causes.OfType<StatusCause>();
    }

    private static StatusCause? FindNameProblem(string field, string name, Func<ImageReference, string?> findProblem)
    {
        if (name.Length == 0)
        {
            return FieldErrors.Required(field, "");
        }

        if (name == AnyName)
        {
            return null;
        }

        return !ImageReference.TryParse(name, out var reference, out var error) ? FieldErrors.Invalid(field, name, error)
            : findProblem(reference) is { } problem ? FieldErrors.Invalid(field, name, problem)
            : null;
    }
}
