using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using ImageStreams.Entities;
using ImageStreams.GenericApiServer;
using ImageStreams.Images;

namespace ImageStreams.ApiServer;

/// <summary>Writes the parts of <c>ImageStreamLayers</c> (docs/spec/layers.md) as the entities would be written.</summary>
internal static class LayersWriter
{
    private const int DigestLength = 71;

    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <summary>What comes between the blobs and the images.</summary>
    public static ReadyPart Middle { get; } = new("},\"images\":{"u8.ToArray());

    /// <summary>The end, with a line break as all documents have.</summary>
    public static ReadyPart Tail { get; } = new("}}\n"u8.ToArray());

    /// <summary>The beginning, up to the first blob.</summary>
    public static ReadyPart Head(ObjectMeta metadata) => Write(1024, writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("kind"u8, ImageStreamLayers.ResourceKind.Kind);
        writer.WriteString("apiVersion"u8, ImageStreamLayers.ResourceKind.ApiVersion);
        writer.WritePropertyName("metadata"u8);
        JsonSerializer.Serialize(writer, metadata, EntitiesJsonContext.Default.ObjectMeta);
        writer.WriteStartObject("blobs"u8);
    });

    /// <summary>Blobs or images; those that are not the first begin with a comma.</summary>
    public static ReadyPart Members(IReadOnlyList<LayersMember> members, bool areFirst)
    {
        if (members.Count == 0)
        {
            return new([]);
        }

        var part = Write(members.Count * 200, writer =>
        {
            writer.WriteStartObject();
            foreach (var member in members)
            {
                WriteName(writer, member.Name);
                Write(writer, member.Value);
            }
        });
        var json = part.Bytes.ToArray();
        json[0] = (byte)',';
        return new(areFirst ? json[1..] : json);
    }

    private static ReadyPart Write(int size, Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>(size);
        using (var writer = new Utf8JsonWriter(buffer, Options))
        {
            write(writer);
        }

        return new(buffer.WrittenSpan.ToArray());
    }

    private static void Write(Utf8JsonWriter writer, object? value)
    {
        writer.WriteStartObject();
        if (value is LayerBlob blob)
        {
            WriteBlob(writer, blob);
        }
        else
        {
            WriteImage(writer, value as ImageIndexEntry);
        }

        writer.WriteEndObject();
    }

    private static void WriteBlob(Utf8JsonWriter writer, LayerBlob blob)
    {
        if (blob.Size is { } size)
        {
            writer.WriteNumber("size"u8, size);
        }
        else
        {
            writer.WriteNull("size"u8);
        }

        writer.WriteString("mediaType"u8, blob.MediaType);
    }

    private static void WriteImage(Utf8JsonWriter writer, ImageIndexEntry? image)
    {
        writer.WriteBoolean("imageMissing"u8, image is null);
        writer.WritePropertyName("layers"u8);
        WriteNames(writer, image?.Layers.Select(layer => layer.Name) ?? []);
        writer.WritePropertyName("config"u8);
        if (image is { Config: { IsEmpty: false } config })
        {
            WriteValue(writer, config);
        }
        else
        {
            writer.WriteNullValue();
        }

        if (image is { Manifests.Length: > 0 })
        {
            writer.WritePropertyName("manifests"u8);
            WriteNames(writer, image.Manifests);
        }
    }

    /// <summary>A list; null when it is empty.</summary>
    private static void WriteNames(Utf8JsonWriter writer, IEnumerable<BlobName> names)
    {
        var isEmpty = true;
        foreach (var name in names)
        {
            if (isEmpty)
            {
                writer.WriteStartArray();
                isEmpty = false;
            }

            WriteValue(writer, name);
        }

        if (isEmpty)
        {
            writer.WriteNullValue();
        }
        else
        {
            writer.WriteEndArray();
        }
    }

    private static void WriteName(Utf8JsonWriter writer, BlobName name)
    {
        Span<byte> digest = stackalloc byte[DigestLength];
        if (name.TryWriteDigest(digest))
        {
            writer.WritePropertyName(digest);
        }
        else
        {
            writer.WritePropertyName(name.ToString());
        }
    }

    private static void WriteValue(Utf8JsonWriter writer, BlobName name)
    {
        Span<byte> digest = stackalloc byte[DigestLength];
        if (name.TryWriteDigest(digest))
        {
            writer.WriteStringValue(digest);
        }
        else
        {
            writer.WriteStringValue(name.ToString());
        }
    }
}
