using System.Text;
using System.Text.Json.Nodes;
using ImageStreams.Entities;
using Microsoft.AspNetCore.Http;

namespace ImageStreams.GenericApiServer;

/// <summary>The parameters of create, update and patch, checked.</summary>
/// <remarks>docs/spec/server.md#query-parameters</remarks>
public sealed record WriteQuery
{
    private const int MaxManagerBytes = 128;

    /// <summary>Do everything but store it.</summary>
    public bool DryRun { get; init; }

    /// <summary>Who is said to own the written fields; empty when not given.</summary>
    public string FieldManager { get; init; } = "";

    public FieldValidation FieldValidation { get; init; }

    /// <summary>Apply only: take fields away from other managers.</summary>
    public bool Force { get; init; }

    /// <exception cref="ApiException">422 for values that are not allowed.</exception>
    public static WriteQuery ForCreate(IQueryCollection query) => Parse(query, "CreateOptions", []);

    /// <exception cref="ApiException">422 for values that are not allowed.</exception>
    public static WriteQuery ForUpdate(IQueryCollection query) => Parse(query, "UpdateOptions", []);

    /// <summary>Apply needs a field manager; only apply may force.</summary>
    /// <exception cref="ApiException">422 for values that are not allowed.</exception>
    public static WriteQuery ForPatch(IQueryCollection query, bool isApply)
    {
        List<FieldError> errors = [];
        if (isApply && QueryValues.Text(query, "fieldManager").Length == 0)
        {
            errors.Add(FieldError.Required("fieldManager", "is required for apply patch"));
        }

        if (!isApply && QueryValues.Bool(query, "force") is not null)
        {
            errors.Add(FieldError.Forbidden("force", "may not be specified for non-apply patch"));
        }

        return Parse(query, "PatchOptions", errors);
    }

    /// <summary>The field manager, or what the client calls itself.</summary>
    public string ManagerOr(string userAgent)
    {
        if (FieldManager.Length > 0)
        {
            return FieldManager;
        }

        var product = userAgent.Split('/', 2)[0];
        var kept = new StringBuilder();
        foreach (var rune in product.EnumerateRunes().Where(r => r.Value is not (< 0x20 or 0x7f)))
        {
            if (Encoding.UTF8.GetByteCount(kept.ToString()) + rune.Utf8SequenceLength <= MaxManagerBytes)
            {
                kept.Append(rune);
            }
        }

        return kept.ToString();
    }

    /// <summary>Checks <c>dryRun</c>: absent, or only <c>All</c>.</summary>
    internal static FieldError? DryRunError(IReadOnlyList<string?> values) => values.All(v => v == "All")
        ? null
        : FieldError.NotSupported("dryRun", new JsonArray([.. values.Select(v => (JsonNode?)v)]), "All");

    private static WriteQuery Parse(IQueryCollection query, string kind, List<FieldError> errors)
    {
        var dryRun = query["dryRun"];
        var manager = QueryValues.Text(query, "fieldManager");
        errors.AddRange(ManagerErrors(manager));
        if (DryRunError([.. dryRun]) is { } error)
        {
            errors.Add(error);
        }

        var text = QueryValues.Text(query, "fieldValidation");
        FieldValidation? validation = text switch
        {
            "" or "Warn" => FieldValidation.Warn,
            "Ignore" => FieldValidation.Ignore,
            "Strict" => FieldValidation.Strict,
            _ => null,
        };
        if (validation is null)
        {
            errors.Add(FieldError.NotSupported("fieldValidation", text, "", "Ignore", "Strict", "Warn"));
        }

        return errors.Count > 0
            ? throw ApiException.Invalid(new("meta.k8s.io", kind), "", errors)
            : new()
            {
                DryRun = dryRun.Count > 0,
                FieldManager = manager,
                FieldValidation = validation!.Value,
                Force = QueryValues.Bool(query, "force") ?? false,
            };
    }

    private static IEnumerable<FieldError> ManagerErrors(string manager)
    {
        if (Encoding.UTF8.GetByteCount(manager) > MaxManagerBytes)
        {
            yield return FieldError.TooLong("fieldManager", MaxManagerBytes);
        }

        var position = 0;
        foreach (var rune in manager.EnumerateRunes())
        {
            if (Rune.IsControl(rune) || GoText.Quote(rune.ToString()).StartsWith("\"\\u", StringComparison.Ordinal))
            {
                yield return FieldError.Invalid("fieldManager", manager, $"invalid character U+{rune.Value:X4} (at position {position})");
            }

            position += rune.Utf8SequenceLength;
        }
    }
}
