using System.Text.Json;
using ImageStreams.Oci;

namespace ImageStreams.Images;

/// <summary>Reads of a stored image what <see cref="ImageIndexEntry"/> holds; nothing else of it becomes an object.</summary>
/// <remarks>What the configuration of an image says is kept in whatever form it came, so an id in another form is none.</remarks>
public sealed class ImageIndexReader
{
    // One text for all images that have it, instead of one for each.
    private static readonly string[] MediaTypesOften =
    [
        MediaTypes.DockerLayer, MediaTypes.OciLayer, MediaTypes.DockerManifest, MediaTypes.OciManifest, MediaTypes.DockerManifestList, MediaTypes.OciIndex,
        MediaTypes.DockerSchema1, MediaTypes.DockerSchema1Signed, MediaTypes.DockerSchema1Layer, MediaTypes.DockerForeignLayer, "",
    ];

    private readonly List<LayerBlob> _layers = [];
    private readonly List<BlobName> _manifests = [];
    private BlobName _name;
    private BlobName _id;
    private string? _version;
    private string _mediaType = "";

    private ImageIndexReader()
    {
    }

    /// <summary>The image, and the version of it.</summary>
    /// <param name="reader">At the first token of the image; afterwards at its last.</param>
    /// <param name="version">The version that was read; null when it tells none.</param>
    /// <exception cref="JsonException">A field that is looked at has a value of a wrong type.</exception>
    public static ImageIndexEntry Read(ref Utf8JsonReader reader, out string? version)
    {
        JsonFields.Expect(reader, JsonTokenType.StartObject);
        var image = new ImageIndexReader();
        JsonFields.Walk(ref reader, image.TakeField);
        version = image._version;
        return new ImageIndexEntry
        {
            Name = image._name,
            MediaType = image._mediaType,
            Config = MediaTypes.IsImageManifest(image._mediaType) ? image._id : default, // only these manifests name one
            Layers = [.. image._layers],
            Manifests = [.. image._manifests],
        };
    }

    private void TakeField(ref Utf8JsonReader reader)
    {
        if (reader.ValueTextEquals("metadata"u8))
        {
            reader.Read();
            JsonFields.Walk(ref reader, TakeMetadata);
        }
        else if (reader.ValueTextEquals("dockerImageManifestMediaType"u8))
        {
            _mediaType = ReadMediaType(ref reader);
        }
        else if (reader.ValueTextEquals("dockerImageMetadata"u8))
        {
            TakeConfiguration(ref reader);
        }
        else if (reader.ValueTextEquals("dockerImageLayers"u8))
        {
            JsonFields.WalkList(ref reader, TakeLayer);
        }
        else if (reader.ValueTextEquals("dockerImageManifests"u8))
        {
            JsonFields.WalkList(ref reader, TakeManifest);
        }
    }

    private void TakeMetadata(ref Utf8JsonReader reader)
    {
        if (reader.ValueTextEquals("name"u8))
        {
            reader.Read();
            JsonFields.Expect(reader, JsonTokenType.String);
            _name = BlobName.OfStored(reader.ValueSpan); // no name that can be stored is escaped
        }
        else if (reader.ValueTextEquals("resourceVersion"u8))
        {
            _version = JsonFields.ReadText(ref reader);
        }
    }

    private void TakeConfiguration(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.StartObject)
        {
            JsonFields.Walk(ref reader, TakeId);
        }
        else
        {
            reader.Skip();
        }
    }

    private void TakeId(ref Utf8JsonReader reader)
    {
        if (!reader.ValueTextEquals("Id"u8))
        {
            return;
        }

        reader.Read();
        if (reader.TokenType == JsonTokenType.String)
        {
            _id = BlobName.Of(reader.GetString());
        }
        else
        {
            reader.Skip();
        }
    }

    private void TakeLayer(ref Utf8JsonReader reader)
    {
        var layer = new LayerReader();
        JsonFields.Walk(ref reader, layer.TakeField);
        if (!layer.Name.IsEmpty)
        {
            _layers.Add(new LayerBlob(layer.Name, layer.Size, layer.MediaType));
        }
    }

    private void TakeManifest(ref Utf8JsonReader reader) => JsonFields.Walk(ref reader, TakeDigest);

    private void TakeDigest(ref Utf8JsonReader reader)
    {
        if (reader.ValueTextEquals("digest"u8) && JsonFields.ReadName(ref reader) is { IsEmpty: false } digest)
        {
            _manifests.Add(digest);
        }
    }

    private static string ReadMediaType(ref Utf8JsonReader reader) => JsonFields.ReadText(ref reader, MediaTypesOften) ?? "";

    private sealed class LayerReader
    {
        public BlobName Name { get; private set; }

        public long Size { get; private set; }

        public string MediaType { get; private set; } = "";

        public void TakeField(ref Utf8JsonReader reader)
        {
            if (reader.ValueTextEquals("name"u8))
            {
                Name = JsonFields.ReadName(ref reader);
            }
            else if (reader.ValueTextEquals("size"u8))
            {
                reader.Read();
                Size = reader.TokenType == JsonTokenType.Null ? 0 : ReadSize(reader);
            }
            else if (reader.ValueTextEquals("mediaType"u8))
            {
                MediaType = ReadMediaType(ref reader);
            }
        }

        private static long ReadSize(in Utf8JsonReader reader)
        {
            JsonFields.Expect(reader, JsonTokenType.Number);
            return reader.TryGetInt64(out var size) ? size : throw new JsonException("has the wrong type");
        }
    }
}
