using System.Text.Json.Nodes;

namespace ImageStreams.ControlPlane;

/// <summary>Finds the fields that a document sets.</summary>
internal static class FieldSetBuilder
{
    internal static FieldSet Of(TypeSchema type, JsonNode? document)
    {
        var set = new FieldSet();
        Collect(type, document, [], set);
        return set;
    }

    private static void Collect(TypeSchema? type, JsonNode? value, List<PathElement> path, FieldSet set)
    {
        var form = (type ?? TypeSchema.Deduced).For(FieldValue.Of(value));
        if (form.Map is { } map)
        {
            CollectMap(map, value as JsonObject, path, set);
        }
        else if (form.Scalar is not null || form.List is null)
        {
            set.Add([.. path]);
        }
        else
        {
            CollectList(form.List, value as JsonArray, path, set);
        }
    }

    private static void CollectMap(MapTypeSchema type, JsonObject? map, List<PathElement> path, FieldSet set)
    {
        if (type.IsAtomic)
        {
            set.Add([.. path]);
            return;
        }

        foreach (var (name, value) in map ?? [])
        {
            path.Add(PathElement.Field(name));
            Collect(type.Find(name), value, path, set);
            if (value is null or JsonObject { Count: 0 } || !type.Fields.ContainsKey(name))
            {
                set.Add([.. path]);
            }

            path.RemoveAt(path.Count - 1);
        }
    }

    private static void CollectList(ListTypeSchema type, JsonArray? list, List<PathElement> path, FieldSet set)
    {
        if (type.IsAtomic)
        {
            set.Add([.. path]);
            return;
        }

        var items = (list ?? []).Select(item => (Element: type.ElementOf(item), Value: item)).ToList();
        foreach (var same in items.GroupBy(item => item.Element))
        {
            path.Add(same.Key);
            if (same.Count() == 1)
            {
                Collect(type.Items, same.First().Value, path, set);
            }

            set.Add([.. path]);
            path.RemoveAt(path.Count - 1);
        }
    }
}
