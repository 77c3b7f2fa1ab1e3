using System.Text.Json.Nodes;

namespace ImageStreams.ControlPlane;

/// <summary>Walks through two values of one type and notes the differences.</summary>
/// <param name="result">Where they are noted.</param>
internal sealed class FieldComparer(FieldComparison result)
{
    private readonly List<PathElement> _path = [];

    internal void Compare(TypeSchema? type, FieldValue old, FieldValue now)
    {
        var known = type ?? TypeSchema.Deduced;
        var (before, after) = (known.For(old), known.For(now));
        var isLeaf = now.Exists && (!old.Exists || before.IsSameForm(after))
            ? CompareAs(after, old, now)
            : CompareAs(before, old, now);
        if (old.Exists && now.Exists && !before.IsSameForm(after))
        {
            isLeaf = CompareAs(after, old, now); // The form changed: gone in the old one, new in the new one.
        }

        if (!isLeaf && !old.Exists)
        {
            result.Added.Add([.. _path]);
        }
        else if (!isLeaf && !now.Exists)
        {
            result.Removed.Add([.. _path]);
        }
    }

    /// <returns>Whether the value was compared as a whole.</returns>
    private bool CompareAs(TypeSchema form, FieldValue old, FieldValue now)
    {
        if (form.Map is { } map)
        {
            if (map.IsAtomic || (old.IsEmptyMap && now.IsEmptyMap))
            {
                CompareLeaf(old, now);
                return true;
            }

            CompareFields(map, old, now);
            return false;
        }

        if (form.Scalar is not null || form.List is not { IsAtomic: false } list || (old.IsEmptyList && now.IsEmptyList))
        {
            CompareLeaf(old, now);
            return true;
        }

        CompareItems(list, old.List ?? [], now.List ?? []);
        return false;
    }

    private void CompareLeaf(FieldValue old, FieldValue now)
    {
        if (!old.Exists)
        {
            result.Added.Add([.. _path]);
        }
        else if (!now.Exists)
        {
            result.Removed.Add([.. _path]);
        }
        else if (!JsonNode.DeepEquals(old.Node, now.Node))
        {
            result.Modified.Add([.. _path]);
        }
    }

    private void CompareFields(MapTypeSchema type, FieldValue old, FieldValue now)
    {
        var names = (old.Map ?? []).Select(field => field.Key).Union((now.Map ?? []).Select(field => field.Key));
        foreach (var name in names.ToList())
        {
            Descend(PathElement.Field(name), type.Find(name), old.Field(name), now.Field(name));
        }
    }

    private void CompareItems(ListTypeSchema type, JsonArray old, JsonArray now)
    {
        var before = old.ToLookup(type.ElementOf);
        var after = now.ToLookup(type.ElementOf);
        foreach (var element in before.Select(group => group.Key).Union(after.Select(group => group.Key)).ToList())
        {
            CompareItem(type, element, [.. before[element]], [.. after[element]]);
        }
    }

    /// <summary>Items with equal keys, which documents from before a rule may hold, count as one value.</summary>
    private void CompareItem(ListTypeSchema type, PathElement element, List<JsonNode?> old, List<JsonNode?> now)
    {
        if (old.Count <= 1 && now.Count <= 1)
        {
            Descend(element, type.Items, First(old), First(now));
        }
        else if (old.Count >= 2 && now.Count >= 2)
        {
            if (old.Count != now.Count || !old.Zip(now).All(pair => JsonNode.DeepEquals(pair.First, pair.Second)))
            {
                result.Modified.Add([.. _path, element]);
            }
        }
        else if (old.Count >= 2)
        {
            DescendIfThere(element, type.Items, FieldValue.Absent, First(now));
            result.Removed.Add([.. _path, element]);
        }
        else
        {
            DescendIfThere(element, type.Items, First(old), FieldValue.Absent);
            result.Added.Add([.. _path, element]);
        }
    }

    private static FieldValue First(List<JsonNode?> items) => items.Count == 0 ? FieldValue.Absent : FieldValue.Of(items[0]);

    private void DescendIfThere(PathElement element, TypeSchema? type, FieldValue old, FieldValue now)
    {
        if (old.Exists || now.Exists)
        {
            Descend(element, type, old, now);
        }
    }

    private void Descend(PathElement element, TypeSchema? type, FieldValue old, FieldValue now)
    {
        _path.Add(element);
        Compare(type, old, now);
        _path.RemoveAt(_path.Count - 1);
    }
}
