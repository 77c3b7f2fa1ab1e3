using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ImageStreams.ControlPlane;

/// <summary>An object's JSON with a gap where the store writes the resourceVersion: fields stand as kind, apiVersion, metadata, the rest.</summary>
public sealed class EncodedObject
{
    private static readonly JsonWriterOptions WriterOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    private static readonly JsonSerializerOptions NodeOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    // The order of metadata's first fields is that of the real one, which is what people see in `get --raw`.
    private static readonly string[] LeadingMetadata = ["name", "generateName", "namespace", "uid"];

    private readonly byte[] _utf8;
    private readonly int _gap;

    private EncodedObject(byte[] utf8, int gap, int bodyOffset, ObjectHeader header)
    {
        _utf8 = utf8;
        _gap = gap;
        BodyOffset = bodyOffset;
        Header = header;
    }

    public ObjectHeader Header { get; }

    public int Length => _utf8.Length;

    /// <summary>Where <c>"metadata"</c> begins: what stands before it (kind and apiVersion) differs between served versions.</summary>
    public int BodyOffset { get; }

    /// <summary>Encodes a whole object; a resourceVersion in it is ignored.</summary>
    public static EncodedObject From(JsonObject document)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using var writer = new Utf8JsonWriter(buffer, WriterOptions);
        writer.WriteStartObject();
        writer.WriteString("kind", Text(document["kind"]));
        writer.WriteString("apiVersion", Text(document["apiVersion"]));
        var body = (int)(writer.BytesCommitted + writer.BytesPending) + 1;
        var gap = WriteMetadata(writer, document["metadata"] as JsonObject ?? []);
        foreach (var (name, value) in document)
        {
            if (name is not ("kind" or "apiVersion" or "metadata"))
            {
                writer.WritePropertyName(name);
                WriteValue(writer, value);
            }
        }

        writer.WriteEndObject();
        writer.Flush();
        var utf8 = buffer.WrittenSpan.ToArray();
        return new EncodedObject(utf8, gap, body, ObjectHeaderReader.Read(utf8));
    }

    /// <summary>The whole object's bytes with <paramref name="revision"/> written into the gap.</summary>
    public byte[] WithRevision(long revision)
    {
        var digits = Encoding.ASCII.GetBytes(revision.ToString(CultureInfo.InvariantCulture));
        var whole = new byte[_utf8.Length + digits.Length];
        _utf8.AsSpan(0, _gap).CopyTo(whole);
        digits.CopyTo(whole, _gap);
        _utf8.AsSpan(_gap).CopyTo(whole.AsSpan(_gap + digits.Length));
        return whole;
    }

    /// <summary>Finds kind, metadata and the resourceVersion again in bytes that <see cref="WithRevision"/> made.</summary>
    public static EncodedObject Parse(ReadOnlySpan<byte> whole)
    {
        var header = ObjectHeaderReader.Read(whole);
        var body = whole.IndexOf("\"metadata\":{"u8);
        var label = whole.IndexOf("\"resourceVersion\":\""u8);
        if (body < 0 || label < body)
        {
            throw new JsonException("not an object that this store wrote");
        }

        var gap = label + "\"resourceVersion\":\""u8.Length;
        var digits = whole[gap..].IndexOf((byte)'"');
        byte[] utf8 = [.. whole[..gap], .. whole[(gap + digits)..]];
        return new EncodedObject(utf8, gap, body, header);
    }

    private static int WriteMetadata(Utf8JsonWriter writer, JsonObject metadata)
    {
        writer.WriteStartObject("metadata");
        foreach (var name in LeadingMetadata)
        {
            if (metadata[name] is { } value)
            {
                writer.WritePropertyName(name);
                WriteValue(writer, value);
            }
        }

        writer.WriteString("resourceVersion", "");
        var gap = (int)(writer.BytesCommitted + writer.BytesPending) - 1;
        foreach (var (name, value) in metadata)
        {
            if (name != "resourceVersion" && !LeadingMetadata.AsSpan().Contains(name))
            {
                writer.WritePropertyName(name);
                WriteValue(writer, value);
            }
        }

        writer.WriteEndObject();
        return gap;
    }

    private static void WriteValue(Utf8JsonWriter writer, JsonNode? value)
    {
        if (value is null)
        {
            writer.WriteNullValue();
            return;
        }

        value.WriteTo(writer, NodeOptions);
    }

    private static string Text(JsonNode? node) => node is JsonValue value && value.TryGetValue<string>(out var text) ? text : "";
}
