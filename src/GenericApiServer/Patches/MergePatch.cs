using System.Text.Json.Nodes;

namespace ImageStreams.GenericApiServer;

/// <summary>A merge patch, RFC 7386: fields are set, null removes, lists are replaced.</summary>
public sealed class MergePatch
{
    private readonly JsonObject _fields;

    private MergePatch(JsonObject fields, IReadOnlyList<string> findings)
    {
        _fields = fields;
        Findings = findings;
    }

    /// <summary>Fields that are there twice, in the words of field validation.</summary>
    public IReadOnlyList<string> Findings { get; }

    /// <exception cref="ApiException">400 when it is no object.</exception>
    public static MergePatch Parse(ReadOnlyMemory<byte> body)
    {
        const string preamble = "error decoding patch: ";
        var root = PatchDocument.Read(body, preamble, out var findings);
        return root switch
        {
            JsonObject fields => new(fields, findings),
            null => throw ApiException.BadRequest("Invalid JSON Patch"),
            _ => throw ApiException.BadRequest(
                $"{preamble}json: cannot unmarshal {PatchDocument.TypeName(root)} into Go value of type map[string]interface {{}}"),
        };
    }

    /// <summary>A copy of <paramref name="document"/> with the patch applied.</summary>
    public JsonObject Apply(JsonObject document) => Merge(document, _fields);

    /// <summary>A copy of <paramref name="target"/> with <paramref name="patch"/> applied.</summary>
    public static JsonObject Merge(JsonObject target, JsonObject patch)
    {
        var merged = target.DeepClone().AsObject();
        MergeInto(merged, patch);
        return merged;
    }

    private static void MergeInto(JsonObject target, JsonObject patch)
    {
        foreach (var (name, value) in patch)
        {
            switch (value)
            {
                case null:
                    target.Remove(name);
                    break;
                case JsonObject fields:
                    if (target[name] is not JsonObject inner)
                    {
                        target[name] = inner = [];
                    }

                    MergeInto(inner, fields);
                    break;
                default:
                    target[name] = value.DeepClone();
                    break;
            }
        }
    }
}
