using System.Text.Json.Nodes;
using ImageStreams.GenericApiServer;

namespace ImageStreams.ControlPlane;

/// <summary>A ValidatingAdmissionPolicy, as far as it is evaluated: which writes it concerns and who may make them.</summary>
/// <remarks>docs/spec/control-plane.md#admission-policies</remarks>
internal sealed class AdmissionPolicy
{
    private readonly List<Rule> _rules;
    private readonly List<AdmissionExpression> _conditions;
    private readonly List<(AdmissionExpression Expression, string Message, string Reason)> _validations;

    private AdmissionPolicy(JsonObject document)
    {
        var spec = document.FindChild("spec") ?? [];
        Name = document.Name;
        _rules = [.. (spec.FindChild("matchConstraints") ?? []).Objects("resourceRules").Select(Rule.Parse)];
        _conditions = [.. spec.Objects("matchConditions").Select(c => Parse(c.Text("expression")))];
        _validations = [.. spec.Objects("validations").Select(v => (Parse(v.Text("expression")), Message(v), v.Text("reason")))];
    }

    public string Name { get; }

    /// <summary>Reads a policy that <see cref="Validate"/> let pass.</summary>
    public static AdmissionPolicy Read(JsonObject document) => new(document);

    /// <summary>What is wrong with a policy, or asks for what is not evaluated here.</summary>
    public static IEnumerable<FieldError> Validate(JsonObject document)
    {
        var spec = document.FindChild("spec") ?? [];
        foreach (var field in (string[])["paramKind", "variables", "auditAnnotations"])
        {
            if (spec[field] is not null and not JsonArray { Count: 0 })
            {
                yield return FieldError.Forbidden($"spec.{field}", "this control plane does not evaluate it");
            }
        }

        if (spec.Text("failurePolicy") != "Fail")
        {
            yield return FieldError.NotSupported("spec.failurePolicy", spec["failurePolicy"], "Fail");
        }

        if (!spec.Objects("validations").Any())
        {
            yield return FieldError.Required("spec.validations", "validations or auditAnnotations must contain at least one item");
        }

        foreach (var error in ValidateConstraints(spec).Concat(Expressions(spec, "validations")).Concat(Expressions(spec, "matchConditions")))
        {
            yield return error;
        }
    }

    /// <summary>What the policy has against a write; null when nothing.</summary>
    public (string Message, string Reason)? Objection(WriteAttempt attempt)
    {
        if (!_rules.Exists(r => r.Covers(attempt)) || !_conditions.TrueForAll(c => c.Holds(attempt.User.Name)))
        {
            return null;
        }

        var failed = _validations.Find(v => !v.Expression.Holds(attempt.User.Name));
        return failed.Expression is null ? null : (failed.Message, failed.Reason);
    }

    private static IEnumerable<FieldError> ValidateConstraints(JsonObject spec)
    {
        const string path = "spec.matchConstraints";
        if (spec.FindChild("matchConstraints") is not { } constraints)
        {
            yield return FieldError.Required(path, "");
            yield break;
        }

        if (!constraints.Objects("resourceRules").Any())
        {
            yield return FieldError.Required($"{path}.resourceRules", "");
        }

        if (constraints.Text("matchPolicy") != "Exact")
        {
            yield return FieldError.NotSupported($"{path}.matchPolicy", constraints["matchPolicy"], "Exact");
        }

        foreach (var field in (string[])["namespaceSelector", "objectSelector", "excludeResourceRules"])
        {
            if (constraints[field] is not (null or JsonObject { Count: 0 } or JsonArray { Count: 0 }))
            {
                yield return FieldError.Forbidden($"{path}.{field}", "this control plane does not evaluate it");
            }
        }

        foreach (var (rule, i) in constraints.Objects("resourceRules").Select((r, i) => (r, i)))
        {
            foreach (var field in ((string[])["apiGroups", "apiVersions", "operations", "resources"]).Where(f => rule.Texts(f).Count == 0))
            {
                yield return FieldError.Required($"{path}.resourceRules[{i}].{field}", "");
            }

            if (rule.Texts("resourceNames").Count > 0)
            {
                yield return FieldError.Forbidden($"{path}.resourceRules[{i}].resourceNames", "this control plane does not evaluate it");
            }
        }
    }

    private static IEnumerable<FieldError> Expressions(JsonObject spec, string field)
    {
        foreach (var (item, i) in spec.Objects(field).Select((v, i) => (v, i)))
        {
            if (!AdmissionExpression.TryParse(item.Text("expression"), out _, out var problem))
            {
                yield return FieldError.Invalid($"spec.{field}[{i}].expression", item.Text("expression"), problem);
            }

            if (item.Text("messageExpression").Length > 0)
            {
                yield return FieldError.Forbidden($"spec.{field}[{i}].messageExpression", "this control plane does not evaluate it");
            }
        }
    }

    private static string Message(JsonObject validation) =>
        validation.Text("message") is { Length: > 0 } message ? message.Trim() : $"failed expression: {validation.Text("expression").Trim()}";

    private static AdmissionExpression Parse(string text) =>
        AdmissionExpression.TryParse(text, out var expression, out var problem) ? expression : throw new FormatException(problem);

    private sealed record Rule(IReadOnlyList<string> Groups, IReadOnlyList<string> Versions, IReadOnlyList<string> Operations, IReadOnlyList<string> Resources, string Scope)
    {
        public static Rule Parse(JsonObject rule) =>
            new(rule.Texts("apiGroups"), rule.Texts("apiVersions"), rule.Texts("operations"), rule.Texts("resources"), rule.Text("scope"));

        public bool Covers(WriteAttempt attempt)
        {
            var (resource, kind) = (attempt.Resource, attempt.Resource.Kind);
            return Has(Groups, kind.Group) && Has(Versions, kind.Version) && Has(Operations, attempt.Operation)
                && (Scope is "" or "*" || Scope == (resource.Namespaced ? "Namespaced" : "Cluster"))
                && Resources.Any(r => CoversResource(r, resource.Plural, attempt.Subresource));
        }

        private static bool Has(IReadOnlyList<string> list, string value) => list.Contains("*") || list.Contains(value);

        private static bool CoversResource(string pattern, string plural, string subresource)
        {
            var parts = pattern.Split('/', 2);
            return parts is [var only]
                ? subresource.Length == 0 && only is var name && (name == "*" || name == plural)
                : (parts[0] == "*" || parts[0] == plural) && (parts[1] == "*" || (subresource.Length > 0 && parts[1] == subresource));
        }
    }
}
