using ImageStreams.Entities;
using ImageStreams.Oci;

namespace ImageStreams.Images;

/// <summary>Whether a stream may be stored (docs/spec/imagestream.md#validation). The causes come in the order of the document.</summary>
public static class ImageStreamValidation
{
    /// <summary>The causes of a create or an update, those of the tags' evaluation first.</summary>
    /// <param name="evaluation">The evaluated stream: <see cref="TagEvaluator"/>.</param>
    /// <param name="rules">What else to go by; for an update <see cref="ValidationRules.Knowing"/> the old stream.</param>
    public static IReadOnlyList<StatusCause> Validate(TagEvaluation evaluation, ValidationRules rules)
    {
        var causes = Validate(evaluation.Stream, rules);
        return evaluation.Cause is { } first ? [first, .. causes] : causes;
    }

    public static IReadOnlyList<StatusCause> Validate(ImageStream stream, ValidationRules rules)
    {
        var insecure = stream.FindAnnotation(ImageAnnotations.InsecureRepository) == "true";
        return
        [
            .. NameRules.CheckStream(stream.Metadata),
            .. RepositoryCauses(stream.Spec?.DockerImageRepository, rules, insecure),
            .. stream.SpecTags
                .OrderBy(t => t.Name, StringComparer.Ordinal)
                .SelectMany(t => TagReferenceValidation.Validate(t, $"spec.tags[{t.Name}]", rules, insecure)),
            .. StatusCauses(stream, rules, insecure),
        ];
    }

    private static IEnumerable<StatusCause> RepositoryCauses(string? repository, ValidationRules rules, bool insecure)
    {
        const string Field = "spec.dockerImageRepository";
        if (string.IsNullOrEmpty(repository))
        {
            yield break;
        }

        if (!ImageReference.TryParse(repository, out var reference, out var error))
        {
            yield return FieldErrors.Invalid(Field, repository, error);
            yield break;
        }

        if (reference.Tag.Length > 0)
        {
            yield return FieldErrors.Invalid(Field, repository, "the repository name may not contain a tag");
        }

        if (reference.Id.Length > 0)
        {
            yield return FieldErrors.Invalid(Field, repository, "the repository name may not contain an ID");
        }

        if (rules.FindReferenceProblem(Field, repository, TransportOf(insecure)) is { } problem)
        {
            yield return problem;
        }
    }

    private static IEnumerable<StatusCause> StatusCauses(ImageStream stream, ValidationRules rules, bool insecure)
    {
        var insecureTags = stream.SpecTags.Where(t => t.ImportPolicy?.Insecure == true).Select(t => t.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var list in stream.StatusTags.OrderBy(t => t.Tag, StringComparer.Ordinal))
        {
            var insecureTag = insecure || insecureTags.Contains(list.Tag);
            foreach (var (index, item) in list.Events.Index())
            {
                var field = $"status.tags[{list.Tag}].items[{index}].dockerImageReference";
                if (string.IsNullOrEmpty(item.DockerImageReference))
                {
                    yield return FieldErrors.Required(field, "");
                }
                else if (rules.FindReferenceProblem(field, item.DockerImageReference, TransportOf(insecureTag)) is { } problem)
                {
                    yield return problem;
                }
            }
        }
    }

    private static TransportSecurity TransportOf(bool insecure) => insecure ? TransportSecurity.Any : TransportSecurity.Secure;
}
