using System.Text.Json;
using System.Text.Json.Nodes;
using ImageStreams.Entities;

namespace ImageStreams.GenericApiServer;

/// <summary>Reads a JSON text into nodes and notes fields that are there twice or that the schema does not have.</summary>
/// <remarks>Of a field that is there twice the last value counts. Whole numbers stay whole; other numbers are doubles.</remarks>
internal sealed class JsonReading(IFieldSchema? schema)
{
    private readonly List<string> _findings = [];

    public IReadOnlyList<string> Findings => _findings;

    /// <exception cref="FormatException">The text is no JSON; the message has the position.</exception>
    public JsonNode? Read(ReadOnlySpan<byte> text)
    {
        var reader = new Utf8JsonReader(text, new JsonReaderOptions { MaxDepth = KubeJson.MaxDepth });
        try
        {
            reader.Read();
            var root = Value(ref reader, schema, "");
            reader.Read();
            return root;
        }
        catch (JsonException e)
        {
            throw new FormatException(JsonSyntax.FirstError(text) ?? e.Message, e);
        }
        catch (InvalidOperationException e)
        {
            throw new FormatException("invalid UTF-8 in string literal", e);
        }
    }

    internal static JsonNode Number(ref Utf8JsonReader reader)
    {
        if (reader.TryGetInt64(out var whole))
        {
            return JsonValue.Create(whole);
        }

        var number = reader.GetDouble();
        return double.IsFinite(number) ? JsonValue.Create(number) : throw new JsonException("number out of range");
    }

    private JsonNode? Value(ref Utf8JsonReader reader, IFieldSchema? known, string path) => reader.TokenType switch
    {
        JsonTokenType.StartObject => Object(ref reader, known, path),
        JsonTokenType.StartArray => Array(ref reader, known, path),
        JsonTokenType.String => JsonValue.Create(reader.GetString()),
        JsonTokenType.Number => Number(ref reader),
        JsonTokenType.True => JsonValue.Create(true),
        JsonTokenType.False => JsonValue.Create(false),
        _ => null,
    };

    private JsonObject Object(ref Utf8JsonReader reader, IFieldSchema? known, string path)
    {
        var result = new JsonObject();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var name = reader.GetString()!;
            reader.Read();
            var field = path.Length == 0 ? name : $"{path}.{name}";
            IFieldSchema? below = null;
            var isKnown = known is null || known.TryGetField(name, out below);
            if (!isKnown && !result.ContainsKey(name))
            {
                Note($"unknown field {GoText.Quote(field)}");
            }
            else if (isKnown && result.ContainsKey(name))
            {
                Note($"duplicate field {GoText.Quote(field)}");
            }

            result[name] = Value(ref reader, below, field);
        }

        return result;
    }

    private JsonArray Array(ref Utf8JsonReader reader, IFieldSchema? known, string path)
    {
        var result = new JsonArray();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            result.Add(Value(ref reader, known?.Items, $"{path}[{result.Count}]"));
        }

        return result;
    }

    private void Note(string finding)
    {
        if (_findings.Count < RequestDocument.MaxFindings)
        {
            _findings.Add(finding);
        }
    }
}
