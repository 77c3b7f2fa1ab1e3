using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace ImageStreams.GenericApiServer;

/// <summary>Writes a document of OpenAPI v2 as the protocol buffer that kubectl wants instead of JSON.</summary>
/// <remarks>
/// <c>openapi-v2-messages.txt</c> has blocks: a message's name, then lines <c>number name type</c>. In a type, <c>[]</c> is a list, <c>{}</c> a map as a list
/// of names (1) and values (2), and <c>N/</c> a message of which only field N is set. The name <c>x-</c> stands for all extensions. docs/spec/server.md#openapi
/// </remarks>
internal static class OpenApiV2Protobuf
{
    public const string ContentType = "application/com.github.proto-openapi.spec.v2.v1.0+protobuf";

    private const string Resource = "openapi/v2-messages.txt";

    private static readonly Lazy<Dictionary<string, List<Field>>> Messages = new(Read);

    /// <summary>Whether a clause of an <c>Accept</c> header means this form; clients still call it by an older name.</summary>
    public static bool IsMeantBy(string mediaType) => mediaType is ContentType or "application/com.github.proto-openapi.spec.v2@v1.0+protobuf";

    public static byte[] Encode(JsonObject document) => Message("Document", document);

    private static byte[] Message(string name, JsonNode node)
    {
        using var output = new MemoryStream();
        var fields = node as JsonObject ?? [];
        foreach (var field in Messages.Value[name])
        {
            if ((field.Name == "x-" ? Extensions(fields) : fields[field.Name]) is { } value)
            {
                Write(output, field.Number, field.Type, value);
            }
        }

        return output.ToArray();
    }

    private static JsonObject Extensions(JsonObject fields) => new(
        fields.Where(f => f.Key.StartsWith("x-", StringComparison.Ordinal)).Select(f => KeyValuePair.Create(f.Key, f.Value?.DeepClone())));

    private static void Write(MemoryStream output, int number, string type, JsonNode value)
    {
        switch (type)
        {
            case ['[', ']', .. var item]:
                foreach (var one in value is JsonArray list ? list.OfType<JsonNode>() : [value])
                {
                    Write(output, number, item, one);
                }

                break;
            case ['{', '}', .. var item]:
                foreach (var (name, one) in (value as JsonObject ?? []).Where(m => m.Value is not null))
                {
                    using var pair = new MemoryStream();
                    WriteBytes(pair, 1, Encoding.UTF8.GetBytes(name));
                    Write(pair, 2, item, one!);
                    WriteBytes(output, number, pair.ToArray());
                }

                break;
            case [var only, '/', .. var inner]:
                using (var wrapper = new MemoryStream())
                {
                    Write(wrapper, only - '0', inner, value);
                    WriteBytes(output, number, wrapper.ToArray());
                }

                break;
            case "parameter":
                Write(output, number, ParameterType(value), value);
                break;
            case "schemaOrBool":
                Write(output, number, value is JsonObject ? "1/Schema" : "2/bool", value);
                break;
            default:
                WriteValue(output, number, type, value);
                break;
        }
    }

    private static string ParameterType(JsonNode parameter) => parameter["$ref"] is not null ? "2/Reference" : parameter["in"]?.ToString() switch
    {
        "body" => "1/1/BodyParameter",
        "header" => "1/2/1/OtherParameter",
        "path" => "1/2/4/OtherParameter",
        _ => "1/2/3/QueryParameter",
    };

    private static void WriteValue(MemoryStream output, int number, string type, JsonNode value)
    {
        switch (type)
        {
            case "string":
                WriteBytes(output, number, Encoding.UTF8.GetBytes(value.ToString()));
                break;
            case "any": // YAML, of which JSON is a part
                WriteBytes(output, number, [(2 << 3) | 2, .. Varint(Encoding.UTF8.GetByteCount(KubeJson.ToText(value))), .. Encoding.UTF8.GetBytes(KubeJson.ToText(value))]);
                break;
            case "bool":
                output.Write([.. Varint(number << 3), .. Varint(value.ToJsonString() == "true" ? 1 : 0)]);
                break;
            case "integer":
                output.Write([.. Varint(number << 3), .. Varint((long)Number(value))]);
                break;
            case "double":
                var bytes = new byte[sizeof(double)];
                BinaryPrimitives.WriteDoubleLittleEndian(bytes, Number(value));
                output.Write([.. Varint((number << 3) | 1), .. bytes]);
                break;
            default:
                WriteBytes(output, number, Message(type, value));
                break;
        }
    }

    private static double Number(JsonNode value) =>
        double.TryParse(value.ToJsonString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : 0;

    private static void WriteBytes(MemoryStream output, int number, byte[] bytes)
    {
        output.Write([.. Varint((number << 3) | 2), .. Varint(bytes.Length)]);
        output.Write(bytes);
    }

    private static List<byte> Varint(long value)
    {
        List<byte> bytes = [];
        var rest = (ulong)value;
        for (; rest > 0x7f; rest >>= 7)
        {
            bytes.Add((byte)(rest | 0x80));
        }

        return [.. bytes, (byte)rest];
    }

    private static Dictionary<string, List<Field>> Read()
    {
        using var stream = typeof(OpenApiV2Protobuf).Assembly.GetManifestResourceStream(Resource)
            ?? throw new InvalidOperationException($"The assembly lacks its resource {Resource}.");
        using var reader = new StreamReader(stream);
        var messages = new Dictionary<string, List<Field>>(StringComparer.Ordinal);
        foreach (var block in reader.ReadToEnd().Split("\n\n"))
        {
            var lines = block.Split('\n', StringSplitOptions.RemoveEmptyEntries);
            messages.Add(lines[0], [.. lines.Skip(1).Select(l => l.Split(' ')).Select(w => new Field(int.Parse(w[0], CultureInfo.InvariantCulture), w[1], w[2]))]);
        }

        return messages;
    }

    private readonly record struct Field(int Number, string Name, string Type);
}
