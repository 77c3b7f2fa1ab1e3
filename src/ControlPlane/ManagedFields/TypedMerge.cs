using System.Text.Json.Nodes;

namespace ImageStreams.ControlPlane;

/// <summary>Lays an applied document over a live one: nothing is removed, and where both say something the applied one wins.</summary>
internal static class TypedMerge
{
    /// <returns>A new document.</returns>
    internal static JsonObject Merge(TypeSchema type, JsonObject live, JsonObject applied) =>
        Merge(type, FieldValue.Of(live), FieldValue.Of(applied)).Map ?? [];

    private static FieldValue Merge(TypeSchema? type, FieldValue live, FieldValue applied)
    {
        var known = type ?? TypeSchema.Deduced;
        var form = applied.Exists ? known.For(applied) : known.For(live);
        if (form.Map is { IsAtomic: false } map && !(live.IsEmptyMap && applied.IsEmptyMap))
        {
            return MergeFields(map, live, applied);
        }

        if (form is { Map: null, Scalar: null, List: { IsAtomic: false } list } && !(live.IsEmptyList && applied.IsEmptyList))
        {
            return MergeItems(list, live, applied);
        }

        return Copy(applied.Exists ? applied : live);
    }

    private static FieldValue Copy(FieldValue value) => value with { Node = value.Node?.DeepClone() };

    private static FieldValue MergeFields(MapTypeSchema type, FieldValue live, FieldValue applied)
    {
        var result = new JsonObject();
        foreach (var name in (live.Map ?? []).Select(field => field.Key).Union((applied.Map ?? []).Select(field => field.Key)).ToList())
        {
            var merged = Merge(type.Find(name), live.Field(name), applied.Field(name));
            if (merged.Exists)
            {
                result[name] = merged.Node;
            }
        }

        return result.Count > 0 ? FieldValue.Of(result) : FieldValue.Absent;
    }

    /// <summary>
    /// Items that only the live list has stay between the same neighbours where that is possible;
    /// items of both come in the order of the applied list.
    /// </summary>
    private static FieldValue MergeItems(ListTypeSchema type, FieldValue live, FieldValue applied)
    {
        var old = (live.List ?? []).Select(item => KeyValuePair.Create(type.ElementOf(item), item)).ToList();
        var now = (applied.List ?? []).Select(item => KeyValuePair.Create(type.ElementOf(item), item)).ToList();
        var result = new JsonArray();
        foreach (var (element, fromLive, fromApplied) in ListMergeOrder.Of(old, now))
        {
            var merged = Merge(type.Items, fromLive, fromApplied);
            if (merged.Exists)
            {
                result.Add(merged.Node);
            }
        }

        return result.Count > 0 ? FieldValue.Of(result) : FieldValue.Absent;
    }
}
