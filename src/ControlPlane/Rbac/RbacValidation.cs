using System.Text.Json.Nodes;
using ImageStreams.Entities;
using ImageStreams.GenericApiServer;

namespace ImageStreams.ControlPlane;

/// <summary>Defaults and rules of roles and bindings beyond their schema, in the words of a kube-apiserver (docs/spec/access.md#roles-and-bindings).</summary>
internal static class RbacValidation
{
    private const string User = "User";
    private const string Group = "Group";
    private const string ServiceAccount = "ServiceAccount";

    /// <summary>Fills in the API groups that a binding leaves out.</summary>
    public static void SetDefaults(JsonObject binding)
    {
        if (binding["roleRef"] is JsonObject role && role.TextOf("apiGroup").Length == 0)
        {
            role["apiGroup"] = DefaultRoles.RbacGroup;
        }

        foreach (var subject in binding.ObjectsOf("subjects"))
        {
            if (subject.TextOf("apiGroup").Length == 0 && subject.TextOf("kind") is User or Group)
            {
                subject["apiGroup"] = DefaultRoles.RbacGroup;
            }
        }
    }

    public static IEnumerable<FieldError> Validate(Role role) =>
        (role.Rules ?? []).SelectMany((rule, i) => Validate(rule, $"rules[{i}]", isNamespaced: true));

    public static IEnumerable<FieldError> Validate(ClusterRole role)
    {
        foreach (var error in (role.Rules ?? []).SelectMany((rule, i) => Validate(rule, $"rules[{i}]", isNamespaced: false)))
        {
            yield return error;
        }

        if (role.AggregationRule is { ClusterRoleSelectors: null or { Count: 0 } })
        {
            yield return FieldError.Required(
                "aggregationRule.clusterRoleSelectors", "at least one clusterRoleSelector required if aggregationRule is non-nil");
        }
    }

    public static IEnumerable<FieldError> Validate(RoleBinding binding, RoleBinding? previous) =>
        ValidateBinding(binding.RoleRef, binding.Subjects, isNamespaced: true, "Role", "ClusterRole")
            .Concat(Unchanged(binding.RoleRef, previous?.RoleRef));

    public static IEnumerable<FieldError> Validate(ClusterRoleBinding binding, ClusterRoleBinding? previous) =>
        ValidateBinding(binding.RoleRef, binding.Subjects, isNamespaced: false, "ClusterRole")
            .Concat(Unchanged(binding.RoleRef, previous?.RoleRef));

    private static IEnumerable<FieldError> Validate(PolicyRule rule, string path, bool isNamespaced)
    {
        if (rule.Verbs is not { Count: > 0 })
        {
            yield return FieldError.Required($"{path}.verbs", "verbs must contain at least one value");
        }

        if (rule.NonResourceUrls is { Count: > 0 } urls)
        {
            var value = new JsonArray([.. urls.Select(u => (JsonNode)u)]);
            if (isNamespaced)
            {
                yield return FieldError.Invalid($"{path}.nonResourceURLs", value, "namespaced rules cannot apply to non-resource URLs");
            }

            if (rule.ApiGroups is { Count: > 0 } || rule.Resources is { Count: > 0 } || rule.ResourceNames is { Count: > 0 })
            {
                yield return FieldError.Invalid(
                    $"{path}.nonResourceURLs", value.DeepClone(), "rules cannot apply to both regular resources and non-resource URLs");
            }

            yield break;
        }

        if (rule.ApiGroups is not { Count: > 0 })
        {
            yield return FieldError.Required($"{path}.apiGroups", "resource rules must supply at least one api group");
        }

        if (rule.Resources is not { Count: > 0 })
        {
            yield return FieldError.Required($"{path}.resources", "resource rules must supply at least one resource");
        }
    }

    private static IEnumerable<FieldError> ValidateBinding(
        RoleRef? role, IReadOnlyList<Subject>? subjects, bool isNamespaced, params string[] kinds)
    {
        if (role?.ApiGroup != DefaultRoles.RbacGroup)
        {
            yield return FieldError.NotSupported("roleRef.apiGroup", role?.ApiGroup ?? "", DefaultRoles.RbacGroup);
        }

        if (!kinds.Contains(role?.Kind))
        {
            yield return FieldError.NotSupported("roleRef.kind", role?.Kind ?? "", kinds);
        }

        foreach (var error in ValidateName(role?.Name, "roleRef.name"))
        {
            yield return error;
        }

        foreach (var error in (subjects ?? []).SelectMany((s, i) => Validate(s, $"subjects[{i}]", isNamespaced)))
        {
            yield return error;
        }
    }

    private static IEnumerable<FieldError> ValidateName(string? name, string path)
    {
        if (string.IsNullOrEmpty(name))
        {
            return [FieldError.Required(path, "")];
        }

        return NameRules.PathSegment(name).Select(problem => FieldError.Invalid(path, name, problem));
    }

    private static IEnumerable<FieldError> Validate(Subject subject, string path, bool isNamespaced)
    {
        if (string.IsNullOrEmpty(subject.Name))
        {
            yield return FieldError.Required($"{path}.name", "");
        }

        switch (subject.Kind)
        {
            case ServiceAccount:
                foreach (var problem in string.IsNullOrEmpty(subject.Name) ? [] : NameRules.Dns1123Subdomain(subject.Name))
                {
                    yield return FieldError.Invalid($"{path}.name", subject.Name, problem);
                }

                if (!string.IsNullOrEmpty(subject.ApiGroup))
                {
                    yield return FieldError.NotSupported($"{path}.apiGroup", subject.ApiGroup, "");
                }

                if (!isNamespaced && string.IsNullOrEmpty(subject.Namespace))
                {
                    yield return FieldError.Required($"{path}.namespace", "");
                }

                break;
            case User or Group:
                if (subject.ApiGroup != DefaultRoles.RbacGroup)
                {
                    yield return FieldError.NotSupported($"{path}.apiGroup", subject.ApiGroup ?? "", DefaultRoles.RbacGroup);
                }

                break;
            default:
                yield return FieldError.NotSupported($"{path}.kind", subject.Kind ?? "", ServiceAccount, User, Group);
                break;
        }
    }

    private static IEnumerable<FieldError> Unchanged(RoleRef? role, RoleRef? previous)
    {
        if (previous is not null && previous != role)
        {
            var shown = new JsonObject { ["APIGroup"] = role?.ApiGroup, ["Kind"] = role?.Kind, ["Name"] = role?.Name };
            yield return FieldError.Invalid("roleRef", shown, "cannot change roleRef");
        }
    }
}
