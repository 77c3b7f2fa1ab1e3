using System.Text.Json.Nodes;

namespace ImageStreams.ControlPlane;

/// <summary>In which order the items of two lists stand after a merge.</summary>
internal static class ListMergeOrder
{
    /// <exception cref="TypedValueException">The applied list has two items of the same key.</exception>
    internal static IEnumerable<MergedItem> Of(
        IReadOnlyList<KeyValuePair<PathElement, JsonNode?>> live, IReadOnlyList<KeyValuePair<PathElement, JsonNode?>> applied)
    {
        var fromApplied = new Dictionary<PathElement, JsonNode?>();
        foreach (var (element, item) in applied)
        {
            if (!fromApplied.TryAdd(element, item))
            {
                throw new TypedValueException($"duplicate entries for key {element}");
            }
        }

        var fromLive = live.GroupBy(item => item.Key).ToDictionary(
            same => same.Key, same => same.Count() == 1 ? FieldValue.Of(same.First().Value) : FieldValue.Of(null));
        var shared = new Queue<PathElement>(applied.Select(item => item.Key).Where(fromLive.ContainsKey));
        var merged = new HashSet<PathElement>();
        var (l, a) = (0, 0);
        while (l < live.Count || a < applied.Count)
        {
            if (l < live.Count && a < applied.Count && live[l].Key != applied[a].Key && IsForLater(live[l].Key))
            {
                l++;
                continue;
            }

            if (l < live.Count && !fromApplied.ContainsKey(live[l].Key))
            {
                yield return new(live[l].Key, FieldValue.Of(live[l].Value), FieldValue.Absent);
                l++;
                continue;
            }

            if (l < live.Count && (merged.Contains(live[l].Key) || live[l].Key == applied[a].Key))
            {
                l++; // Came already with the applied list, or comes now.
            }

            if (a < applied.Count)
            {
                var (element, item) = applied[a++];
                merged.Add(element);
                if (shared.Count > 0 && shared.Peek() == element)
                {
                    shared.Dequeue();
                }

                yield return new(element, fromLive.GetValueOrDefault(element), FieldValue.Of(item));
            }
        }

        // An item of both lists that the applied list has further on.
        bool IsForLater(PathElement element) =>
            fromApplied.ContainsKey(element) && shared.Count > 0 && shared.Peek() != element;
    }
}
