using System.Text.Json.Nodes;

namespace ImageStreams.GenericApiServer;

/// <summary>A strategic merge patch: as a merge patch, but lists merge where the kind says so, and directives say more.</summary>
/// <remarks>docs/spec/server.md#strategic-merge-patch</remarks>
public sealed class StrategicMergePatch
{
    private readonly JsonObject _fields;

    private StrategicMergePatch(JsonObject fields, IReadOnlyList<string> findings)
    {
        _fields = fields;
        Findings = findings;
    }

    /// <summary>Fields that are there twice, in the words of field validation.</summary>
    public IReadOnlyList<string> Findings { get; }

    /// <exception cref="ApiException">400 when it is no object.</exception>
    public static StrategicMergePatch Parse(ReadOnlyMemory<byte> body)
    {
        var root = PatchDocument.Read(body, "", out var findings);
        return root as JsonObject is { } fields
            ? new(fields, findings)
            : throw ApiException.BadRequest($"json: cannot unmarshal {PatchDocument.TypeName(root)} into Go value of type map[string]interface {{}}");
    }

    /// <summary>A copy of <paramref name="document"/> with the patch applied.</summary>
    /// <exception cref="ApiException">400 for a directive of the wrong form, 500 (as a kube-apiserver has it) for one that is unknown or does not fit.</exception>
    public JsonObject Apply(JsonObject document, IPatchSchema? schema) =>
        MergeMap(document.DeepClone().AsObject(), _fields.DeepClone().AsObject(), schema);

    /// <summary>Merges <paramref name="patch"/> into <paramref name="original"/>; both are consumed.</summary>
    internal static JsonObject MergeMap(JsonObject original, JsonObject patch, IPatchSchema? schema)
    {
        if (patch.TryGetPropertyValue(PatchDirectives.Patch, out var directive))
        {
            return Directed(patch, directive);
        }

        Retain(original, patch);
        foreach (var key in patch.Select(p => p.Key).Where(PatchDirectives.IsElementOrder).ToList())
        {
            StrategicListMerge.Order(original, patch, key, schema);
        }

        foreach (var (key, value) in patch.ToList())
        {
            patch.Remove(key);
            if (!PatchDirectives.IsElementOrder(key))
            {
                MergeField(original, key, value, schema);
            }
        }

        return original;
    }

    private static JsonObject Directed(JsonObject patch, JsonNode? directive)
    {
        switch (PatchDocument.Show(directive))
        {
            case "replace":
                patch.Remove(PatchDirectives.Patch);
                return patch;
            case "delete":
                return [];
            default:
                throw PatchDirectives.UnknownType(directive, patch);
        }
    }

    /// <summary><c>$retainKeys</c>: what it does not name goes; what the patch sets it must name.</summary>
    private static void Retain(JsonObject original, JsonObject patch)
    {
        if (!patch.TryGetPropertyValue(PatchDirectives.RetainKeys, out var directive))
        {
            return;
        }

        patch.Remove(PatchDirectives.RetainKeys);
        var kept = (directive as JsonArray)?.Select(PatchDocument.Show).ToHashSet();
        if (kept is null || patch.Any(p => !PatchDirectives.IsForList(p.Key) && !kept.Contains(p.Key)))
        {
            throw ApiException.BadRequest("invalid patch format of retainKeys");
        }

        foreach (var name in original.Select(p => p.Key).Where(k => !kept.Contains(k)).ToList())
        {
            original.Remove(name);
        }
    }

    private static void MergeField(JsonObject original, string key, JsonNode? value, IPatchSchema? schema)
    {
        var isDeletion = PatchDirectives.IsDeletion(key);
        var name = isDeletion ? PatchDirectives.FieldOf(key) : key;
        if (value is null)
        {
            original.Remove(name);
            return;
        }

        original.TryGetPropertyValue(name, out var present);
        var field = schema?.Field(name) ?? PatchField.Unknown;
        switch (present, value)
        {
            case (JsonObject map, JsonObject patch) when !field.Replaces:
                original.Remove(name);
                original[name] = MergeMap(map, patch, field.Below);
                break;
            case (JsonArray list, JsonArray patch) when field.Merges || isDeletion:
                original[name] = StrategicListMerge.Merge(list, patch, field, isDeletion);
                break;
            case (JsonObject, JsonObject) or (JsonArray, JsonArray):
                original[name] = value; // directives in it were for merging: they are unknown fields now
                break;
            default:
                if (!isDeletion)
                {
                    Set(original, name, PatchDirectives.Drop(value));
                }

                break;
        }
    }

    private static void Set(JsonObject original, string name, JsonNode? value)
    {
        if (value is null)
        {
            original.Remove(name);
        }
        else
        {
            original[name] = value;
        }
    }
}
