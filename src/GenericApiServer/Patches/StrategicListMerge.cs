using System.Text.Json.Nodes;

namespace ImageStreams.GenericApiServer;

/// <summary>Merges lists: plain values as sets, objects by their key; the order is the patch's, with what only the server has in its place.</summary>
internal static class StrategicListMerge
{
    private const string OrderDirective = "$setElementOrder";

    /// <summary>Merges two lists of one field.</summary>
    public static JsonArray Merge(JsonArray original, JsonArray patch, PatchField field, bool isDeletion)
    {
        List<JsonNode?> server = [.. original.Select(Copy)];
        List<JsonNode?> changes = [.. patch.Select(Copy)];
        return new JsonArray([.. Merge(server, changes, field, isDeletion)]);
    }

    /// <summary>Handles one <c>$setElementOrder</c>: merges the list it is about and puts it in that order; the list in the patch is used up.</summary>
    public static void Order(JsonObject original, JsonObject patch, string key, IPatchSchema? schema)
    {
        var name = PatchDirectives.FieldOf(key);
        var field = schema?.Field(name) ?? PatchField.Unknown;
        if (patch[key] is not JsonArray orderList)
        {
            throw ApiException.Unclassified($"expected a []interface {{}}, but received a {PatchDocument.TypeName(patch[key])}");
        }

        List<JsonNode?> order = [.. orderList.Select(Copy)];
        var server = (original[name] as JsonArray)?.Select(Copy).ToList();
        var changes = (patch[name] as JsonArray)?.Select(Copy).ToList();
        if (changes is not null)
        {
            EnsureOrder(changes, order, field.MergeKey);
        }

        if (server is null && changes is null)
        {
            return;
        }

        var merged = (server, changes) switch
        {
            (null, _) => [.. PatchDirectives.Drop(new JsonArray([.. changes!]))!.AsArray().Select(Copy)],
            (_, null) => server,
            _ => field.Merges ? Merge([.. server.Select(Copy)], changes, field, isDeletion: false) : changes,
        };
        patch.Remove(name);
        original[name] = new JsonArray([.. Arrange(merged, order, server ?? [], field.MergeKey)]);
    }

    private static List<JsonNode?> Merge(List<JsonNode?> server, List<JsonNode?> changes, PatchField field, bool isDeletion)
    {
        var all = server.Concat(changes).ToList();
        if (all.Select(PatchDocument.TypeName).Distinct().Count() > 1)
        {
            throw ApiException.Unclassified($"list element types are not identical: [{Show(server)} {Show(changes)}]");
        }

        if (all.Count > 0 && all[0] is JsonArray)
        {
            throw ApiException.Rejected(new FormatException("lists of lists are not supported"));
        }

        if (all.Count == 0 || all[0] is not JsonObject)
        {
            var named = Ranks(changes, "");
            return isDeletion
                ? [.. server.Where(i => !named.ContainsKey(Text(i, "")))]
                : Arrange([.. all.DistinctBy(i => Text(i, ""))], changes, server, "");
        }

        if (field.MergeKey.Length == 0)
        {
            throw ApiException.Unclassified("cannot merge lists without merge key");
        }

        var (sent, replace) = TakeDirectives(server, changes, field.MergeKey);
        if (replace)
        {
            return sent;
        }

        var before = server.Select(Copy).ToList();
        MergeMaps(server, sent, field);
        return Arrange(server, sent, before, field.MergeKey);
    }

    /// <summary>Does what the directives of single elements say; what is left of the patch are elements to merge.</summary>
    private static (List<JsonNode?> Sent, bool Replace) TakeDirectives(List<JsonNode?> server, List<JsonNode?> changes, string key)
    {
        List<JsonNode?> sent = [];
        HashSet<string> deleted = [];
        var replace = false;
        foreach (var change in changes.Cast<JsonObject>())
        {
            if (!change.TryGetPropertyValue(PatchDirectives.Patch, out var directive))
            {
                sent.Add(change);
                continue;
            }

            switch (PatchDocument.Show(directive))
            {
                case "delete":
                    deleted.Add(IdOf(change, key));
                    break;
                case "replace":
                    replace = true;
                    break;
                case "merge":
                    throw ApiException.Unclassified("merging lists cannot yet be specified in the patch");
                default:
                    throw PatchDirectives.UnknownType(directive, change);
            }
        }

        server.RemoveAll(i => deleted.Contains(Text(i, key)));
        return (sent, replace);
    }

    private static void MergeMaps(List<JsonNode?> server, List<JsonNode?> sent, PatchField field)
    {
        var places = Ranks(server, field.MergeKey);
        foreach (var change in sent.Cast<JsonObject>())
        {
            var id = IdOf(change, field.MergeKey);
            if (places.TryGetValue(id, out var at))
            {
                server[at] = StrategicMergePatch.MergeMap(server[at]!.AsObject(), change.DeepClone().AsObject(), field.Below);
            }
            else
            {
                places[id] = server.Count;
                server.Add(PatchDirectives.Drop(change));
            }
        }
    }

    /// <summary>What is named in <paramref name="order"/> comes in that order; the rest stays before what it stood before in <paramref name="server"/>.</summary>
    private static List<JsonNode?> Arrange(List<JsonNode?> merged, List<JsonNode?> order, List<JsonNode?> server, string key)
    {
        var (wanted, present) = (Ranks(order, key), Ranks(server, key));
        int Wanted(JsonNode? item) => wanted.GetValueOrDefault(Text(item, key), -1);
        int Present(JsonNode? item) => present.GetValueOrDefault(Text(item, key), -1);
        var named = new Queue<JsonNode?>(merged.Where(i => Wanted(i) >= 0).OrderBy(Wanted));
        var others = new Queue<JsonNode?>(merged.Where(i => Wanted(i) < 0).OrderBy(Present));
        List<JsonNode?> arranged = [];
        while (named.Count > 0 && others.Count > 0)
        {
            var (other, next) = (Present(others.Peek()), Present(named.Peek()));
            arranged.Add(other >= 0 && next >= 0 && other < next ? others.Dequeue() : named.Dequeue());
        }

        return [.. arranged, .. named, .. others];
    }

    /// <summary>The elements of the patch must be among those of the directive, in the same order.</summary>
    private static void EnsureOrder(List<JsonNode?> changes, List<JsonNode?> order, string key)
    {
        var at = 0;
        foreach (var change in changes.Where(c => (c as JsonObject)?[PatchDirectives.Patch] is null))
        {
            while (at < order.Count && Text(order[at], key) != Text(change, key))
            {
                at++;
            }

            if (at++ >= order.Count)
            {
                throw ApiException.Unclassified(
                    $"The order in patch list:\n{Show(changes)}\n doesn't match {OrderDirective} list:\n{Show(order)}\n");
            }
        }
    }

    /// <summary>Where each element stands first.</summary>
    private static Dictionary<string, int> Ranks(List<JsonNode?> list, string key)
    {
        Dictionary<string, int> ranks = [];
        for (var i = 0; i < list.Count; i++)
        {
            ranks.TryAdd(Text(list[i], key), i);
        }

        return ranks;
    }

    private static string IdOf(JsonObject item, string key) =>
        item[key] is null ? throw PatchDirectives.NoMergeKey(item, key) : Text(item, key);

    /// <summary>What tells elements apart: the merge key of objects, the value of anything else.</summary>
    private static string Text(JsonNode? item, string key) => KubeJson.ToText(key.Length > 0 && item is JsonObject map ? map[key] : item);

    private static string Show(IEnumerable<JsonNode?> items) => $"[{string.Join(' ', items.Select(PatchDocument.Show))}]";

    private static JsonNode? Copy(JsonNode? node) => node?.DeepClone();
}
