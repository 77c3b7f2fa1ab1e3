using ImageStreams.Entities;
using Microsoft.AspNetCore.Http;

namespace ImageStreams.GenericApiServer;

/// <summary>How an object is to be deleted: the body of the request or, without one, its parameters, checked.</summary>
/// <remarks>docs/spec/server.md#query-parameters</remarks>
public sealed record DeleteQuery
{
    /// <summary>Do everything but delete it.</summary>
    public bool DryRun { get; init; }

    public long? GracePeriodSeconds { get; init; }

    /// <summary>Identity and version that the object must have.</summary>
    public Preconditions? Preconditions { get; init; }

    /// <summary><c>Orphan</c>, <c>Background</c> or <c>Foreground</c>; null leaves it to the kind.</summary>
    public string? PropagationPolicy { get; init; }

    /// <summary>Old form of <see cref="PropagationPolicy"/>.</summary>
    public bool? OrphanDependents { get; init; }

    /// <param name="query">Parameters; they count only when there is no body.</param>
    /// <param name="body">The body, if one was sent.</param>
    /// <exception cref="ApiException">400 for values that cannot be read, 422 for values that are not allowed.</exception>
    public static DeleteQuery Parse(IQueryCollection query, DeleteOptions? body)
    {
        var options = body ?? new DeleteOptions
        {
            GracePeriodSeconds = QueryValues.Int64(query, "gracePeriodSeconds"),
            OrphanDependents = QueryValues.Bool(query, "orphanDependents"),
            PropagationPolicy = QueryValues.Text(query, "propagationPolicy") is { Length: > 0 } policy ? policy : null,
            DryRun = [.. query["dryRun"].Select(v => v ?? "")],
        };
        List<FieldError> errors = [.. Errors(options)];
        return errors.Count > 0
            ? throw ApiException.Invalid(new("meta.k8s.io", "DeleteOptions"), "", errors)
            : new()
            {
                DryRun = options.DryRun is { Count: > 0 },
                GracePeriodSeconds = options.GracePeriodSeconds,
                Preconditions = options.Preconditions,
                PropagationPolicy = options.PropagationPolicy,
                OrphanDependents = options.OrphanDependents,
            };
    }

    private static IEnumerable<FieldError> Errors(DeleteOptions options)
    {
        const string field = "propagationPolicy";
        if (options is { OrphanDependents: not null, PropagationPolicy: not null })
        {
            yield return FieldError.Invalid(field, options.PropagationPolicy, "orphanDependents and deletionPropagation cannot be both set");
        }

        if (options.PropagationPolicy is not (null or "Foreground" or "Background" or "Orphan"))
        {
            yield return FieldError.NotSupported(field, options.PropagationPolicy, "Foreground", "Background", "Orphan", "nil");
        }

        if (options.GracePeriodSeconds < 0)
        {
            yield return FieldError.Invalid("gracePeriodSeconds", options.GracePeriodSeconds, "must be non-negative");
        }

        if (WriteQuery.DryRunError(options.DryRun ?? []) is { } dryRun)
        {
            yield return dryRun;
        }
    }
}
