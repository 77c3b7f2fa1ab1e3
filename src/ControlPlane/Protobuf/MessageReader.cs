using System.Text.Json;
using System.Text.Json.Nodes;
using ImageStreams.GenericApiServer;

namespace ImageStreams.ControlPlane;

/// <summary>Turns messages into the documents that they stand for. Fields that are not known are left out, as everywhere in protocol buffers.</summary>
internal static class MessageReader
{
    private const int MaxDepth = 100;

    /// <summary>Reads a message of a kind.</summary>
    /// <exception cref="FormatException">The bytes are no such message.</exception>
    public static JsonObject Read(string message, ReadOnlySpan<byte> bytes)
    {
        var document = new JsonObject();
        ReadInto(document, message, bytes, 0);
        return document;
    }

    private static void ReadInto(JsonObject document, string message, ReadOnlySpan<byte> bytes, int depth)
    {
        var fields = MessageShapes.Find(message) ?? throw new FormatException($"{message} is not known");
        if (depth > MaxDepth)
        {
            throw new FormatException("the message is nested too deep");
        }

        var reader = new WireReader(bytes);
        while (reader.TryReadTag(out var number, out var wireType))
        {
            if (!fields.TryGetValue(number, out var field) || wireType != WireTypeOf(field))
            {
                reader.Skip(wireType);
            }
            else if (field.IsInline)
            {
                ReadInto(document, field.Type, reader.ReadBytes(), depth + 1);
            }
            else
            {
                ReadField(document, field, ref reader, depth);
            }
        }
    }

    private static void ReadField(JsonObject document, MessageField field, ref WireReader reader, int depth)
    {
        if (field.IsMap)
        {
            var (key, entry) = ReadEntry(field.Type, reader.ReadBytes(), depth);
            document.Child(field.Name)[key] = entry;
            return;
        }

        var value = ReadValue(field.Type, ref reader, depth);
        if (field.IsList)
        {
            if (document[field.Name] is not JsonArray list)
            {
                document[field.Name] = list = [];
            }

            list.Add(value);
        }
        else if (field.MayBeEmpty || !IsEmpty(value))
        {
            document[field.Name] = value;
        }
    }

    private static (string Key, JsonNode? Value) ReadEntry(string type, ReadOnlySpan<byte> bytes, int depth)
    {
        var (key, value) = ("", (JsonNode?)null);
        var reader = new WireReader(bytes);
        while (reader.TryReadTag(out var number, out var wireType))
        {
            switch (number)
            {
                case 1 when wireType == 2:
                    key = reader.ReadText();
                    break;
                case 2 when wireType == WireTypeOf(type):
                    value = ReadValue(type, ref reader, depth);
                    break;
                default:
                    reader.Skip(wireType);
                    break;
            }
        }

        return (key, value ?? (type is "string" or "bytes" ? "" : null));
    }

    private static JsonNode? ReadValue(string type, ref WireReader reader, int depth)
    {
        switch (type)
        {
            case "string":
                return reader.ReadText();
            case "bool":
                return reader.ReadVarint() != 0;
            case "int32" or "int64":
                return (long)reader.ReadVarint();
            case "uint32" or "uint64":
                return reader.ReadVarint();
            case "double":
                return reader.ReadDouble();
            case "float":
                return reader.ReadFloat();
            case "bytes":
                return Convert.ToBase64String(reader.ReadBytes());
        }

        var bytes = reader.ReadBytes();
        return type[0] == '@' ? SpecialMessages.Read(type, bytes) : ReadMessage(type, bytes, depth + 1);
    }

    private static JsonObject ReadMessage(string type, ReadOnlySpan<byte> bytes, int depth)
    {
        var value = new JsonObject();
        ReadInto(value, type, bytes, depth);
        return value;
    }

    private static int WireTypeOf(MessageField field) => field.IsMap ? 2 : WireTypeOf(field.Type);

    private static int WireTypeOf(string type) => type switch
    {
        "bool" or "int32" or "int64" or "uint32" or "uint64" => 0,
        "double" => 1,
        "float" => 5,
        _ => 2,
    };

    private static bool IsEmpty(JsonNode? value) => value switch
    {
        null or JsonObject { Count: 0 } => true,
        JsonValue plain => plain.GetValueKind() switch
        {
            JsonValueKind.String => plain.GetValue<string>().Length == 0,
            JsonValueKind.False => true,
            JsonValueKind.Number => KubeJson.ToText(plain) == "0",
            _ => false,
        },
        _ => false,
    };
}
