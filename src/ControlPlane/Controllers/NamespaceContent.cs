using System.Globalization;
using System.Text.Json.Nodes;

namespace ImageStreams.ControlPlane;

/// <summary>What keeps a namespace that is being deleted, as its conditions tell it.</summary>
internal sealed class NamespaceContent(IReadOnlyList<StoredObject> contents, ForeignRemains elsewhere, IReadOnlyList<string> failures)
{
    public bool IsEmpty => contents.Count == 0 && elsewhere.Remaining.Count == 0 && elsewhere.DiscoveryFailures.Count == 0 && Failures.Count == 0;

    /// <summary>Whether nobody will tell when it goes on.</summary>
    public bool NeedsRetry => elsewhere.Remaining.Count > 0 || elsewhere.DiscoveryFailures.Count > 0 || Failures.Count > 0;

    private List<string> Failures => [.. failures, .. elsewhere.DeletionFailures];

    /// <summary>Sets the conditions; times move only where a status does.</summary>
    public void WriteTo(JsonObject status, string now)
    {
        if (status["conditions"] is not JsonArray conditions)
        {
            status["conditions"] = conditions = [];
        }

        var discovery = elsewhere.DiscoveryFailures;
        Set(conditions, now, "NamespaceDeletionDiscoveryFailure", discovery.Count > 0, "DiscoveryFailed", "ResourcesDiscovered", discovery.Count > 0
            ? $"Discovery failed for some groups, {Text(discovery.Count)} failing: unable to retrieve the complete list of server APIs: {string.Join(", ", discovery)}"
            : "All resources successfully discovered");
        Set(conditions, now, "NamespaceDeletionGroupVersionParsingFailure", false, "", "ParsedGroupVersions", "All legacy kube types successfully parsed");
        Set(conditions, now, "NamespaceDeletionContentFailure", Failures.Count > 0, "ContentDeletionFailed", "ContentDeleted", Failures.Count > 0
            ? $"Failed to delete all resource types, {Text(Failures.Count)} remaining: {string.Join(", ", Failures)}"
            : "All content successfully deleted, may be waiting on finalization");
        var remaining = Remaining();
        Set(conditions, now, "NamespaceContentRemaining", remaining.Count > 0, "SomeResourcesRemain", "ContentRemoved", remaining.Count > 0
            ? $"Some resources are remaining: {string.Join(", ", remaining.Select(r => $"{r.Key} has {Text(r.Value)} resource instances"))}"
            : "All content successfully removed");
        var finalizers = contents.SelectMany(c => c.Header.Finalizers).GroupBy(f => f, StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal).ToList();
        Set(conditions, now, "NamespaceFinalizersRemaining", finalizers.Count > 0, "SomeFinalizersRemain", "ContentHasNoFinalizers", finalizers.Count > 0
            ? $"Some content in the namespace has finalizers remaining: {string.Join(", ", finalizers.Select(f => $"{f.Key} in {Text(f.Count())} resource instances"))}"
            : "All content-preserving finalizers finished");
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static void Set(JsonArray conditions, string now, string type, bool isTrue, string reasonTrue, string reasonFalse, string message)
    {
        var state = isTrue ? "True" : "False";
        var old = conditions.OfType<JsonObject>().FirstOrDefault(c => c.Text("type") == type);
        var condition = new JsonObject
        {
            ["type"] = type,
            ["status"] = state,
            ["lastTransitionTime"] = old?.Text("status") == state ? old.Text("lastTransitionTime") : now,
            ["reason"] = isTrue ? reasonTrue : reasonFalse,
            ["message"] = message,
        };
        if (old is null)
        {
            conditions.Add((JsonNode)condition);
            return;
        }

        conditions[conditions.IndexOf(old)] = condition;
    }

    // As the conditions name them: plural, a dot, the group.
    private SortedDictionary<string, int> Remaining()
    {
        var result = new SortedDictionary<string, int>(elsewhere.Remaining.ToDictionary(r => r.Key, r => r.Value), StringComparer.Ordinal);
        foreach (var group in contents.GroupBy(c => c.Key.Resource, StringComparer.Ordinal))
        {
            var parts = group.Key.Split('/');
            result[$"{parts[1]}.{parts[0]}"] = group.Count();
        }

        return result;
    }
}
