using System.Globalization;
using System.Text.Json.Nodes;
using ImageStreams.Entities;

namespace ImageStreams.GenericApiServer;

/// <summary>A JSON patch, RFC 6902: operations that all succeed, or nothing changes.</summary>
/// <remarks>docs/spec/server.md#json-patch</remarks>
public sealed class JsonPatch
{
    /// <summary>How many operations a patch may have.</summary>
    public const int MaxOperations = 10_000;

    /// <summary>How many bytes all <c>copy</c> operations together may add.</summary>
    public const int MaxCopiedBytes = RequestBody.DefaultLimit;

    private static readonly string[] Members = ["op", "path", "from", "value"];

    private readonly IReadOnlyList<JsonObject> _operations;

    private JsonPatch(IReadOnlyList<JsonObject> operations, IReadOnlyList<string> findings)
    {
        _operations = operations;
        Findings = findings;
    }

    /// <summary>Members of operations that are unknown or there twice, in the words of field validation.</summary>
    public IReadOnlyList<string> Findings { get; }

    /// <exception cref="ApiException">400 when it is no list of operations, 413 when there are too many.</exception>
    public static JsonPatch Parse(ReadOnlyMemory<byte> body)
    {
        const string preamble = "error decoding patch: ";
        var root = PatchDocument.Read(body, preamble, out var repeated);
        if (root is not JsonArray list)
        {
            throw ApiException.BadRequest($"{preamble}json: cannot unmarshal {PatchDocument.TypeName(root)} into Go value of type []handlers.jsonPatchOp");
        }

        if (list.Count > MaxOperations)
        {
            throw ApiException.RequestEntityTooLarge($"The allowed maximum operations in a JSON patch is {MaxOperations}, got {list.Count}");
        }

        List<string> findings = [.. repeated.Select(f => $"json patch {f}")];
        List<JsonObject> operations = [];
        foreach (var item in list)
        {
            if (item is not JsonObject operation)
            {
                throw ApiException.BadRequest($"{preamble}json: cannot unmarshal {PatchDocument.TypeName(item)} into Go value of type handlers.jsonPatchOp");
            }

            findings.AddRange(operation.Select(m => m.Key).Except(Members)
                .Select(m => $"json patch unknown field {GoText.Quote($"[{operations.Count}].{m}")}"));
            operations.Add(operation);
        }

        return new(operations, findings);
    }

    /// <summary>A copy of <paramref name="document"/> with all operations done.</summary>
    /// <exception cref="ApiException">422 when an operation does not fit the document or a test fails, 413 when copies grow too large.</exception>
    public JsonObject Apply(JsonObject document)
    {
        var target = document.DeepClone().AsObject();
        var copied = 0L;
        for (var i = 0; i < _operations.Count; i++)
        {
            try
            {
                Do(_operations[i], target, ref copied);
            }
            catch (FormatException e)
            {
                throw ApiException.Rejected(new FormatException($"operation {i}: {e.Message}", e));
            }
        }

        return target;
    }

    private static void Do(JsonObject operation, JsonObject target, ref long copied)
    {
        var path = Pointer(operation, "path");
        switch (Text(operation, "op"))
        {
            case "add":
                Add(target, path, Value(operation));
                break;
            case "remove":
                Remove(target, path);
                break;
            case "replace":
                Replace(target, path, Value(operation));
                break;
            case "move":
                var from = Pointer(operation, "from");
                if (from.Holds(path) && from.Steps.Count < path.Steps.Count)
                {
                    throw new FormatException("a value cannot move into itself");
                }

                Add(target, path, Remove(target, from));
                break;
            case "copy":
                var value = Find(target, Pointer(operation, "from")).DeepClone();
                copied += KubeJson.ToUtf8(value).Length;
                if (copied > MaxCopiedBytes)
                {
                    throw ApiException.RequestEntityTooLarge($"the copy operations of a JSON patch may add {MaxCopiedBytes} bytes");
                }

                Add(target, path, value);
                break;
            case "test":
                Test(target, path, Value(operation));
                break;
            default:
                throw new FormatException("unknown op");
        }
    }

    private static string Text(JsonObject operation, string member) =>
        operation[member] is JsonValue value && value.TryGetValue<string>(out var text) ? text : throw new FormatException($"{member} is missing or no text");

    private static JsonPointer Pointer(JsonObject operation, string member) =>
        JsonPointer.Parse(Text(operation, member)) ?? throw new FormatException($"{member} points to no part of the document");

    private static JsonNode? Value(JsonObject operation) => operation.TryGetPropertyValue("value", out var value)
        ? value?.DeepClone()
        : throw new FormatException("value is missing");

    private static JsonNode Parent(JsonObject target, JsonPointer path)
    {
        JsonNode? at = target;
        foreach (var step in path.Parent)
        {
            at = Child(at, step, out var found);
            if (!found)
            {
                break;
            }
        }

        return at is JsonObject or JsonArray ? at : throw new FormatException("the path leads through what is not there");
    }

    private static JsonNode? Child(JsonNode? parent, string step, out bool found)
    {
        switch (parent)
        {
            case JsonObject map:
                found = map.TryGetPropertyValue(step, out var field);
                return field;
            case JsonArray list when Index(step, list.Count - 1) is { } i:
                found = true;
                return list[i];
            default:
                found = false;
                return null;
        }
    }

    /// <summary>The value at <paramref name="path"/>, which may be null but must be there.</summary>
    private static JsonNode? FindOrNull(JsonObject target, JsonPointer path)
    {
        var value = Child(Parent(target, path), path.Last, out var found);
        return found ? value : throw new FormatException("there is nothing at the path");
    }

    private static JsonNode Find(JsonObject target, JsonPointer path) =>
        FindOrNull(target, path) ?? throw new FormatException("there is null at the path");

    private static void Add(JsonObject target, JsonPointer path, JsonNode? value)
    {
        switch (Parent(target, path))
        {
            case JsonObject map:
                map[path.Last] = value;
                break;
            case JsonArray list when path.Last == "-":
                list.Add(value);
                break;
            case JsonArray list:
                list.Insert(Index(path.Last, list.Count) ?? throw new FormatException("no such index"), value);
                break;
        }
    }

    private static JsonNode? Remove(JsonObject target, JsonPointer path)
    {
        var value = FindOrNull(target, path);
        switch (Parent(target, path))
        {
            case JsonObject map:
                map.Remove(path.Last);
                break;
            case JsonArray list:
                list.RemoveAt(Index(path.Last, list.Count - 1)!.Value);
                break;
        }

        return value;
    }

    private static void Replace(JsonObject target, JsonPointer path, JsonNode? value)
    {
        FindOrNull(target, path);
        switch (Parent(target, path))
        {
            case JsonObject map:
                map[path.Last] = value;
                break;
            case JsonArray list:
                list[Index(path.Last, list.Count - 1)!.Value] = value;
                break;
        }
    }

    /// <summary>A member that is absent counts as null: so a patch can test that nothing is there.</summary>
    private static void Test(JsonObject target, JsonPointer path, JsonNode? expected)
    {
        var parent = Parent(target, path);
        var value = Child(parent, path.Last, out var found);
        if (!(found || (parent is JsonObject && expected is null)) || !JsonNode.DeepEquals(value, expected))
        {
            throw new FormatException("the test failed");
        }
    }

    /// <summary>An index without sign or leading zero, at most <paramref name="max"/>.</summary>
    private static int? Index(string step, int max) =>
        (step == "0" || !step.StartsWith('0')) && int.TryParse(step, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index <= max
            ? index
            : null;
}
