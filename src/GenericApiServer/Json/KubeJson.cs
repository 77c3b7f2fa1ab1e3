using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace ImageStreams.GenericApiServer;

/// <summary>How JSON is written here: only what must be escaped is, and depth is bounded by <see cref="MaxDepth"/>.</summary>
public static class KubeJson
{
    /// <summary>How deep documents may nest: far beyond any schema, far below the stack.</summary>
    public const int MaxDepth = 512;

    private static readonly JsonWriterOptions Compact = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        MaxDepth = MaxDepth + 16,
        SkipValidation = true,
    };

    private static readonly JsonWriterOptions Indented = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        MaxDepth = MaxDepth + 16,
        SkipValidation = true,
        Indented = true,
        NewLine = "\n",
    };

    /// <summary>How an untyped object is read and written, for what handles typed and untyped ones alike.</summary>
    public static JsonTypeInfo<JsonObject> ObjectType => GenericJsonContext.Default.JsonObject;

    /// <summary>Reads UTF-8 JSON; whole numbers stay whole, of fields that are there twice the last counts.</summary>
    /// <exception cref="FormatException">The text is no JSON; the message has the position.</exception>
    public static JsonNode? Parse(ReadOnlySpan<byte> utf8) => new JsonReading(null).Read(utf8);

    /// <summary>The UTF-8 bytes of <paramref name="node"/>, without line breaks.</summary>
    public static byte[] ToUtf8(JsonNode? node)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var writer = NewWriter(buffer))
        {
            Write(writer, node);
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <summary><paramref name="node"/> on one line.</summary>
    public static string ToText(JsonNode? node) => Encoding.UTF8.GetString(ToUtf8(node));

    /// <summary>The UTF-8 bytes of <paramref name="value"/>, without line breaks.</summary>
    public static byte[] ToUtf8<T>(T value, JsonTypeInfo<T> type)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var writer = NewWriter(buffer))
        {
            JsonSerializer.Serialize(writer, value, type);
        }

        return buffer.WrittenSpan.ToArray();
    }

    internal static Utf8JsonWriter NewWriter(IBufferWriter<byte> buffer, bool pretty = false) => new(buffer, pretty ? Indented : Compact);

    internal static void Write(Utf8JsonWriter writer, JsonNode? node)
    {
        if (node is null)
        {
            writer.WriteNullValue();
            return;
        }

        node.WriteTo(writer);
    }
}
