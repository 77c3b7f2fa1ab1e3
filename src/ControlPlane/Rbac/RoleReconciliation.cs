using ImageStreams.Entities;

namespace ImageStreams.ControlPlane;

/// <summary>What a start adds to the default roles and bindings that are already there; it takes nothing away (docs/spec/access.md#default-roles).</summary>
internal static class RoleReconciliation
{
    /// <summary>The role with what it lacks of <paramref name="wanted"/>; null when there is nothing to write.</summary>
    public static ClusterRole? Next(ClusterRole existing, ClusterRole wanted)
    {
        if (IsProtected(existing.Metadata))
        {
            return null;
        }

        // The rules of an aggregated role are the aggregation's.
        var rules = wanted.AggregationRule is null ? Added(existing.Rules, wanted.Rules) : null;
        var selectors = MissingSelectors(existing.AggregationRule, wanted.AggregationRule);
        var metadata = Merged(existing.Metadata!, wanted.Metadata!);
        return rules is null && selectors.Count == 0 && metadata is null ? null : existing with
        {
            Metadata = metadata ?? existing.Metadata,
            Rules = rules ?? existing.Rules,
            AggregationRule = selectors.Count == 0 ? existing.AggregationRule : new AggregationRule
            {
                ClusterRoleSelectors = [.. existing.AggregationRule?.ClusterRoleSelectors ?? [], .. selectors],
            },
        };
    }

    /// <inheritdoc cref="Next(ClusterRole, ClusterRole)"/>
    public static Role? Next(Role existing, Role wanted)
    {
        if (IsProtected(existing.Metadata))
        {
            return null;
        }

        var rules = Added(existing.Rules, wanted.Rules);
        var metadata = Merged(existing.Metadata!, wanted.Metadata!);
        return rules is null && metadata is null ? null : existing with
        {
            Metadata = metadata ?? existing.Metadata,
            Rules = rules ?? existing.Rules,
        };
    }

    /// <summary>The binding with the subjects it lacks; null when there is nothing to write.</summary>
    /// <remarks>A binding to another role cannot be changed, only replaced: see <see cref="MustReplace"/>.</remarks>
    public static ClusterRoleBinding? Next(ClusterRoleBinding existing, ClusterRoleBinding wanted)
    {
        if (IsProtected(existing.Metadata))
        {
            return null;
        }

        var known = (existing.Subjects ?? []).Select(s => SubjectKey.Of(s, "")).ToHashSet();
        var added = wanted.Subjects!.Where(s => !known.Contains(SubjectKey.Of(s, ""))).ToList();
        var metadata = Merged(existing.Metadata!, wanted.Metadata!);
        return added.Count == 0 && metadata is null ? null : existing with
        {
            Metadata = metadata ?? existing.Metadata,
            Subjects = [.. existing.Subjects ?? [], .. added],
        };
    }

    /// <summary>Whether the binding gives another role than it should and may be replaced.</summary>
    public static bool MustReplace(ClusterRoleBinding existing, ClusterRoleBinding wanted) =>
        !IsProtected(existing.Metadata) && existing.RoleRef != wanted.RoleRef;

    private static bool IsProtected(ObjectMeta? metadata) => metadata?.Annotations?.GetValueOrDefault(DefaultRoles.AutoUpdate) == "false";

    private static List<PolicyRule>? Added(IReadOnlyList<PolicyRule>? existing, IReadOnlyList<PolicyRule>? wanted)
    {
        var missing = PolicyRules.Missing(existing ?? [], wanted ?? []);
        return missing.Count == 0 ? null : [.. existing ?? [], .. PolicyRules.Join(missing)];
    }

    private static List<LabelSelector> MissingSelectors(AggregationRule? existing, AggregationRule? wanted)
    {
        var known = existing?.ClusterRoleSelectors ?? [];
        return [.. (wanted?.ClusterRoleSelectors ?? []).Where(w => !known.Any(k => SameLabels(k.MatchLabels, w.MatchLabels)))];
    }

    private static ObjectMeta? Merged(ObjectMeta existing, ObjectMeta wanted)
    {
        var labels = With(existing.Labels, wanted.Labels);
        var annotations = With(existing.Annotations, wanted.Annotations);
        return SameLabels(labels, existing.Labels) && SameLabels(annotations, existing.Annotations)
            ? null
            : existing with { Labels = labels, Annotations = annotations };
    }

    // What stands there wins: somebody wanted it so.
    private static Dictionary<string, string> With(IReadOnlyDictionary<string, string>? existing, IReadOnlyDictionary<string, string>? wanted)
    {
        var all = new Dictionary<string, string>(existing ?? new Dictionary<string, string>(), StringComparer.Ordinal);
        foreach (var (key, value) in wanted ?? new Dictionary<string, string>())
        {
            all.TryAdd(key, value);
        }

        return all;
    }

    private static bool SameLabels(IReadOnlyDictionary<string, string>? one, IReadOnlyDictionary<string, string>? other) =>
        (one?.Count ?? 0) == (other?.Count ?? 0) && (one ?? new Dictionary<string, string>()).All(p => other!.GetValueOrDefault(p.Key) == p.Value);
}
