using ImageStreams.Entities;
using ImageStreams.Oci;

namespace ImageStreams.Images;

/// <summary>What a validation goes by, beside the document.</summary>
public sealed record ValidationRules
{
    /// <summary>Every registry is allowed.</summary>
    public static ValidationRules Default { get; } = new();

    public AllowedRegistries Registries { get; init; } = AllowedRegistries.All;

    /// <summary>Repositories that stay allowed since the stored object names them already.</summary>
    public IReadOnlySet<string> KnownRepositories { get; init; } = new HashSet<string>();

    /// <summary>References that stay allowed since the stored status holds them already.</summary>
    public IReadOnlySet<string> KnownReferences { get; init; } = new HashSet<string>();

    /// <summary>These rules for an update of <paramref name="old"/>: the repositories of its spec and status stay allowed.</summary>
    public ValidationRules Knowing(ImageStream old)
    {
        var references = old.SpecTags
            .Where(t => t.From?.Kind == SourceKinds.DockerImage)
            .Select(t => t.From!.Name)
            .Append(old.Spec?.DockerImageRepository)
            .Concat(ReferencesIn(old.Status));
        return this with { KnownRepositories = references.Select(RepositoryOf).OfType<string>().ToHashSet(StringComparer.Ordinal) };
    }

    /// <summary>These rules for an update of the status of <paramref name="old"/>: its references stay allowed letter by letter.</summary>
    public ValidationRules KnowingStatus(ImageStream old) =>
        this with { KnownReferences = ReferencesIn(old.Status).OfType<string>().ToHashSet(StringComparer.Ordinal) };

    /// <summary>Why a reference is refused: it does not parse, or its registry is not allowed.</summary>
    internal StatusCause? FindReferenceProblem(string field, string text, TransportSecurity transport)
    {
        if (!ImageReference.TryParse(text, out var reference, out var error))
        {
            return FieldErrors.Invalid(field, text, error);
        }

        if (KnownReferences.Contains(text) || KnownRepositories.Contains(reference.AsRepository().Exact))
        {
            return null;
        }

        return Registries.FindProblem(reference, transport) is { } problem ? FieldErrors.Forbidden(field, problem) : null;
    }

    private static IEnumerable<string?> ReferencesIn(ImageStreamStatus? status) =>
        (status?.Tags ?? []).SelectMany(t => t.Events).Select(e => e.DockerImageReference);

    private static string? RepositoryOf(string? text) =>
        ImageReference.TryParse(text, out var reference) ? reference.AsRepository().Exact : null;
}
