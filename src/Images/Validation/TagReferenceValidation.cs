using ImageStreams.Entities;

namespace ImageStreams.Images;

/// <summary>Whether a spec tag says something that can be done (docs/spec/imagestream.md#tags).</summary>
public static class TagReferenceValidation
{
    private const string KnownModes = "invalid import mode, valid modes are '', 'Legacy', 'PreserveOriginal'";

    internal const string KnownKinds = "valid values are 'DockerImage', 'ImageStreamImage', 'ImageStreamTag'";

    /// <param name="tag">The tag.</param>
    /// <param name="path">Path of the tag in its document.</param>
    /// <param name="rules">What else to go by.</param>
    /// <param name="insecure">Whether the whole stream is marked insecure.</param>
    public static IReadOnlyList<StatusCause> Validate(TagReference tag, string path, ValidationRules rules, bool insecure) =>
        [.. Causes(tag, path, rules, insecure)];

    /// <summary>The check of an import mode, also for import requests.</summary>
    public static StatusCause? FindImportModeProblem(string? importMode, string path) =>
        importMode is null or "" or ImportModes.Legacy or ImportModes.PreserveOriginal
            ? null
            : FieldErrors.Invalid($"{path}.importPolicy.importMode", importMode, KnownModes);

    private static IEnumerable<StatusCause> Causes(TagReference tag, string path, ValidationRules rules, bool insecure)
    {
        if (TagReferenceChange.HasSource(tag))
        {
            foreach (var cause in SourceCauses(tag, tag.From!, path, rules, insecure))
            {
                yield return cause;
            }
        }

        var type = tag.ReferencePolicy?.Type;
        if (type is not (null or "" or ReferencePolicies.Source or ReferencePolicies.Local))
        {
            yield return FieldErrors.Invalid($"{path}.referencePolicy.type", type, @"valid values are ""Source"", ""Local""");
        }

        if (FindImportModeProblem(tag.ImportPolicy?.ImportMode, path) is { } modeProblem)
        {
            yield return modeProblem;
        }
    }

    private static IEnumerable<StatusCause> SourceCauses(
        TagReference tag, ObjectReference from, string path, ValidationRules rules, bool insecure)
    {
        var name = from.Name ?? "";
        if (name.Length == 0)
        {
            yield return FieldErrors.Required($"{path}.from.name", "");
        }

        switch (from.Kind)
        {
            case SourceKinds.DockerImage:
                var transport = insecure || tag.ImportPolicy?.Insecure == true ? TransportSecurity.Any : TransportSecurity.Secure;
                if (name.Length > 0 && rules.FindReferenceProblem($"{path}.from.name", name, transport) is { } problem)
                {
                    yield return problem;
                }

                break;
            case SourceKinds.ImageStreamTag or SourceKinds.ImageStreamImage:
                if (tag.ImportPolicy?.Scheduled == true)
                {
                    yield return FieldErrors.InvalidLiteral(
                        $"{path}.importPolicy.scheduled",
                        "true",
                        "only tags pointing to Docker repositories may be scheduled for background import");
                }

                break;
            default:
                yield return FieldErrors.Required($"{path}.from.kind", KnownKinds);
                break;
        }
    }
}
