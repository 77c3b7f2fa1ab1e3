using System.Text;
using ImageStreams.Entities;

namespace ImageStreams.ControlPlane;

/// <summary>What rules mean and how they compare (docs/spec/access.md#rules).</summary>
internal static class PolicyRules
{
    public const string All = "*";

    extension(PolicyRule rule)
    {
        /// <summary>Whether the rule allows <paramref name="verb"/> on a resource, given as <c>resource</c> or <c>resource/subresource</c>.</summary>
        public bool AllowsResource(string verb, string group, string resource, string subresource, string name) =>
            Has(rule.Verbs, verb) && Has(rule.ApiGroups, group) && HasResource(rule.Resources, resource, subresource) &&
            (rule.ResourceNames is not { Count: > 0 } names || names.Contains(name, StringComparer.Ordinal));

        public bool AllowsPath(string verb, string path) => Has(rule.Verbs, verb) && HasPath(rule.NonResourceUrls, path);

        /// <summary>Whether the rule gives all of <paramref name="right"/>, wildcards in it included.</summary>
        public bool Covers(Right right)
        {
            if (right.Path is { } path)
            {
                return rule.AllowsPath(right.Verb, path);
            }

            var (resource, subresource) = Split(right.Resource!);
            return Has(rule.Verbs, right.Verb) && Has(rule.ApiGroups, right.Group!) && HasResource(rule.Resources, resource, subresource) &&
                (rule.ResourceNames is not { Count: > 0 } names || (right.Name is not null && names.Contains(right.Name, StringComparer.Ordinal)));
        }

        /// <summary>The rule in one line, as messages show it; equal texts are equal rules.</summary>
        public string Describe()
        {
            var text = new StringBuilder("{");
            Append(text, "APIGroups", rule.ApiGroups);
            Append(text, "Resources", rule.Resources);
            Append(text, "NonResourceURLs", rule.NonResourceUrls);
            Append(text, "ResourceNames", rule.ResourceNames);
            Append(text, "Verbs", rule.Verbs);
            return text.Append('}').ToString();
        }
    }

    /// <summary>What <paramref name="wanted"/> gives and <paramref name="held"/> does not.</summary>
    public static IReadOnlyList<Right> Missing(IReadOnlyList<PolicyRule> held, IEnumerable<PolicyRule> wanted) =>
        [.. wanted.SelectMany(Right.Of).Distinct().Where(right => !held.Any(rule => rule.Covers(right)))];

    /// <summary>Joins what differs in the verb only into one rule, and sorts as messages are sorted.</summary>
    public static IReadOnlyList<PolicyRule> Join(IEnumerable<Right> rights)
    {
        var rules = rights
            .GroupBy(r => r.Path is null ? r with { Verb = "" } : r)
            .Select(g => g.Key.Path is { } path
                ? new PolicyRule { Verbs = [g.Key.Verb], NonResourceUrls = [path] }
                : new PolicyRule
                {
                    Verbs = [.. g.Select(r => r.Verb)],
                    ApiGroups = [g.Key.Group!],
                    Resources = [g.Key.Resource!],
                    ResourceNames = g.Key.Name is { } name ? [name] : null,
                });
        return [.. rules.OrderBy(r => r.Describe(), StringComparer.Ordinal)];
    }

    /// <summary>A list as messages show it: <c>["a" "b"]</c>.</summary>
    public static string Quote(IEnumerable<string> values) => $"[{string.Join(' ', values.Select(GoText.Quote))}]";

    private static (string Resource, string Subresource) Split(string resource)
    {
        var slash = resource.IndexOf('/', StringComparison.Ordinal);
        return slash < 0 ? (resource, "") : (resource[..slash], resource[(slash + 1)..]);
    }

    private static bool Has(IReadOnlyList<string>? values, string value) =>
        values is not null && (values.Contains(All, StringComparer.Ordinal) || values.Contains(value, StringComparer.Ordinal));

    private static bool HasResource(IReadOnlyList<string>? rule, string resource, string subresource)
    {
        foreach (var entry in rule ?? [])
        {
            var matches = subresource.Length == 0
                ? string.Equals(entry, resource, StringComparison.Ordinal)
                : entry.Length > subresource.Length &&
                    entry[^(subresource.Length + 1)] == '/' &&
                    entry.EndsWith(subresource, StringComparison.Ordinal) &&
                    entry.AsSpan(0, entry.Length - subresource.Length - 1) is var parent &&
                    (parent.SequenceEqual(All) || parent.SequenceEqual(resource));
            if (matches || entry == All)
            {
                return true;
            }
        }

        return false;
    }

    private static bool HasPath(IReadOnlyList<string>? rule, string path)
    {
        foreach (var entry in rule ?? [])
        {
            if (entry == All || string.Equals(entry, path, StringComparison.Ordinal) ||
                (entry.EndsWith('*') && path.StartsWith(entry.TrimEnd('*'), StringComparison.Ordinal)))
            {
                return true;
            }
        }

        return false;
    }

    private static void Append(StringBuilder text, string name, IReadOnlyList<string>? values)
    {
        if (values is { Count: > 0 })
        {
            text.Append(text.Length > 1 ? ", " : "").Append(name).Append(':').Append(Quote(values));
        }
    }
}
