using ImageStreams.Entities;

namespace ImageStreams.Images;

/// <summary>What the import controller has to do for a stream now, and when to ask again (docs/spec/imports.md#due).</summary>
public sealed record ImportPlan
{
    /// <summary>The tags to import from registries, in the order of the spec.</summary>
    public required IReadOnlyList<DueTag> Tags { get; init; }

    /// <summary>The tags to take from tags or images, or as they are written: <see cref="LocalReferences"/> resolves them.</summary>
    public required IReadOnlyList<DueTag> References { get; init; }

    /// <summary>Whether the tags of <c>spec.dockerImageRepository</c> are imported too.</summary>
    public bool Repository { get; init; }

    /// <summary>When something that is not due now will be; null when only a change of the stream makes something due.</summary>
    public DateTimeOffset? NextDue { get; init; }

    /// <summary>Settings that are not followed.</summary>
    public IReadOnlyList<PlanProblem> Problems { get; init; } = [];

    /// <summary>Whether something in the status does not hold any more that nobody else corrects: a repository, or a condition about an interval.</summary>
    public bool StatusIsStale { get; init; }

    public bool IsEmpty => Tags.Count == 0 && References.Count == 0 && !Repository && !StatusIsStale;

    public static ImportPlan For(ImageStream stream, DateTimeOffset now, ImportPlanOptions options, ImportMemory memory) =>
        new ImportPlanner(stream, now, options, memory).Plan();
}
