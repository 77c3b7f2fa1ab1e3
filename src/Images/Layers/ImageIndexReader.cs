using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using ImageStreams.Oci;

namespace ImageStreams.Images;

/// <summary>Reads of a stored image what <see cref="ImageIndexEntry"/> holds; nothing else of it becomes an object.</summary>
/// <remarks>What the configuration of an image says is kept in whatever form it came, so an id in another form is none.</remarks>
public sealed class ImageIndexReader
{
    private const int ManyLayers = 32;

    // One text for all images that have it, instead of one for each.
    private static readonly string[] MediaTypesOften =
    [
        MediaTypes.DockerLayer, MediaTypes.OciLayer, MediaTypes.DockerManifest, MediaTypes.OciManifest, MediaTypes.DockerManifestList, MediaTypes.OciIndex,
        MediaTypes.DockerSchema1, MediaTypes.DockerSchema1Signed, MediaTypes.DockerSchema1Layer, MediaTypes.DockerForeignLayer, "",
    ];

    private readonly List<LayerBlob> _layers = new(ManyLayers);
    private readonly List<BlobName> _manifests = [];
    private BlobName _name;
    private BlobName _id;
    private string? _version;
    private string _mediaType = "";
    private (BlobName Name, long Size, string MediaType) _layer;

    private ImageIndexReader()
    {
    }

    /// <summary>The image, and the version of it.</summary>
    /// <param name="reader">At the first token of the image, of which the end is there; afterwards at its last.</param>
    /// <param name="version">The version that was read; null when it tells none.</param>
    /// <exception cref="JsonException">A field that is looked at has a value of a wrong type.</exception>
    public static ImageIndexEntry Read(ref Utf8JsonReader reader, out string? version) =>
        TryRead(ref reader, out var image, out version) ? image : throw new JsonException("breaks off");

    /// <summary>The same, of text whose end may still be to come.</summary>
    /// <returns>False when the text ends before the image does; the reader is then anywhere.</returns>
    public static bool TryRead(ref Utf8JsonReader reader, [NotNullWhen(true)] out ImageIndexEntry? image, out string? version)
    {
        JsonFields.Expect(reader, JsonTokenType.StartObject);
        var read = new ImageIndexReader();
        var isWhole = JsonFields.TryWalk(ref reader, read, static (ref r, image) => image.TryTakeField(ref r));
        (image, version) = isWhole ? (read.Take(), read._version) : (null, null);
        return isWhole;
    }

    private ImageIndexEntry Take() => new()
    {
        Name = _name,
        MediaType = _mediaType,
        Config = MediaTypes.IsImageManifest(_mediaType) ? _id : default, // only these manifests name one
        Layers = [.. _layers],
        Manifests = [.. _manifests],
    };

    private bool TryTakeField(ref Utf8JsonReader reader)
    {
        if (reader.ValueTextEquals("metadata"u8))
        {
            return JsonFields.TryWalkValue(ref reader, this, static (ref r, image) => image.TryTakeMetadata(ref r));
        }

        if (reader.ValueTextEquals("dockerImageManifestMediaType"u8))
        {
            return TryReadMediaType(ref reader, out _mediaType);
        }

        if (reader.ValueTextEquals("dockerImageMetadata"u8))
        {
            return TryTakeConfiguration(ref reader);
        }

        if (reader.ValueTextEquals("dockerImageLayers"u8))
        {
            return JsonFields.TryWalkList(ref reader, this, static (ref r, image) => image.TryTakeLayer(ref r));
        }

        return !reader.ValueTextEquals("dockerImageManifests"u8)
            || JsonFields.TryWalkList(ref reader, this, static (ref r, image) => JsonFields.TryWalk(ref r, image, static (ref r, image) => image.TryTakeDigest(ref r)));
    }

    private bool TryTakeMetadata(ref Utf8JsonReader reader)
    {
        if (reader.ValueTextEquals("resourceVersion"u8))
        {
            return JsonFields.TryReadText(ref reader, out _version);
        }

        if (!reader.ValueTextEquals("name"u8))
        {
            return true;
        }

        if (!reader.Read())
        {
            return false;
        }

        JsonFields.Expect(reader, JsonTokenType.String);
        _name = BlobName.OfStored(reader.ValueSpan); // no name that can be stored is escaped
        return true;
    }

    private bool TryTakeConfiguration(ref Utf8JsonReader reader)
    {
        if (!reader.Read())
        {
            return false;
        }

        return reader.TokenType == JsonTokenType.StartObject
            ? JsonFields.TryWalk(ref reader, this, static (ref r, image) => image.TryTakeId(ref r))
            : reader.TrySkip();
    }

    private bool TryTakeId(ref Utf8JsonReader reader)
    {
        if (!reader.ValueTextEquals("Id"u8))
        {
            return true;
        }

        if (!reader.Read())
        {
            return false;
        }

        if (reader.TokenType != JsonTokenType.String)
        {
            return reader.TrySkip();
        }

        _id = BlobName.Of(reader.GetString());
        return true;
    }

    private bool TryTakeLayer(ref Utf8JsonReader reader)
    {
        _layer = (default, 0, "");
        if (!JsonFields.TryWalk(ref reader, this, static (ref r, image) => image.TryTakeLayerField(ref r)))
        {
            return false;
        }

        if (!_layer.Name.IsEmpty)
        {
            _layers.Add(new LayerBlob(_layer.Name, _layer.Size, _layer.MediaType));
        }

        return true;
    }

    private bool TryTakeLayerField(ref Utf8JsonReader reader)
    {
        if (reader.ValueTextEquals("name"u8))
        {
            return JsonFields.TryReadName(ref reader, out _layer.Name);
        }

        if (reader.ValueTextEquals("mediaType"u8))
        {
            return TryReadMediaType(ref reader, out _layer.MediaType);
        }

        return !reader.ValueTextEquals("size"u8) || TryReadSize(ref reader, out _layer.Size);
    }

    private bool TryTakeDigest(ref Utf8JsonReader reader)
    {
        if (!reader.ValueTextEquals("digest"u8))
        {
            return true;
        }

        if (!JsonFields.TryReadName(ref reader, out var digest))
        {
            return false;
        }

        if (!digest.IsEmpty)
        {
            _manifests.Add(digest);
        }

        return true;
    }

    private static bool TryReadMediaType(ref Utf8JsonReader reader, out string mediaType)
    {
        var isRead = JsonFields.TryReadText(ref reader, out var text, MediaTypesOften);
        mediaType = text ?? "";
        return isRead;
    }

    private static bool TryReadSize(ref Utf8JsonReader reader, out long size)
    {
        size = 0;
        if (!reader.Read())
        {
            return false;
        }

        if (reader.TokenType == JsonTokenType.Null)
        {
            return true;
        }

        JsonFields.Expect(reader, JsonTokenType.Number);
        return reader.TryGetInt64(out size) ? true : throw new JsonException("has the wrong type");
    }
}
