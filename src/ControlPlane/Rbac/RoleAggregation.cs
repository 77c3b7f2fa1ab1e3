using ImageStreams.Entities;

namespace ImageStreams.ControlPlane;

/// <summary>The rules of a cluster role that is made of others (docs/spec/access.md#aggregated-roles).</summary>
internal static class RoleAggregation
{
    /// <summary>The selected roles' rules, each once, in order of the roles' names; null when the role has them already or is not made of others.</summary>
    public static IReadOnlyList<PolicyRule>? Next(ClusterRole role, IEnumerable<ClusterRole> all)
    {
        if (role.AggregationRule?.ClusterRoleSelectors is not { Count: > 0 } selectors)
        {
            return null;
        }

        var others = all.Where(r => r.Metadata?.Name != role.Metadata?.Name).OrderBy(r => r.Metadata?.Name, StringComparer.Ordinal).ToList();
        var rules = selectors
            .SelectMany(selector => others.Where(r => Matches(selector, r.Metadata?.Labels ?? new Dictionary<string, string>())))
            .SelectMany(r => r.Rules ?? [])
            .DistinctBy(rule => rule.Describe())
            .ToList();
        return rules.Select(r => r.Describe()).SequenceEqual((role.Rules ?? []).Select(r => r.Describe()), StringComparer.Ordinal) ? null : rules;
    }

    /// <summary>Whether the labels fit; a selector without any condition fits all.</summary>
    internal static bool Matches(LabelSelector selector, IReadOnlyDictionary<string, string> labels) =>
        (selector.MatchLabels ?? new Dictionary<string, string>()).All(p => labels.TryGetValue(p.Key, out var value) && value == p.Value) &&
        (selector.MatchExpressions ?? []).All(e => Matches(e, labels));

    private static bool Matches(LabelSelectorRequirement requirement, IReadOnlyDictionary<string, string> labels)
    {
        var value = labels.GetValueOrDefault(requirement.Key ?? "");
        var isListed = value is not null && (requirement.Values ?? []).Contains(value, StringComparer.Ordinal);
        return requirement.Operator switch
        {
            "In" => isListed,
            "NotIn" => !isListed,
            "Exists" => value is not null,
            "DoesNotExist" => value is null,
            _ => false,
        };
    }
}
