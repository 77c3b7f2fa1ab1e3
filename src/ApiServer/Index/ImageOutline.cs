using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using ImageStreams.Entities;
using ImageStreams.Images;
using ImageStreams.Kubernetes;

namespace ImageStreams.ApiServer;

/// <summary>An image as it comes over the wire to the index: no more of it is read than the index holds.</summary>
internal sealed record ImageOutline(ImageIndexEntry Entry, string? Version) : IResource<ImageOutline>
{
    // As deep as the control plane lets images nest; what is passed over is only counted.
    private static readonly JsonSerializerOptions Options = new() { MaxDepth = 20_000, TypeInfoResolver = EntitiesJsonContext.Default };

    public static ResourceKind ResourceKind => Image.ResourceKind;

    public static JsonTypeInfo<ImageOutline> JsonTypeInfo { get; } = JsonMetadataServices.CreateValueInfo<ImageOutline>(Options, new Converter());

    public string? ApiVersion => null;

    public string? Kind => null;

    /// <summary>Made when it is asked for, which is once for an event of a watch.</summary>
    public ObjectMeta Metadata => new() { Name = StoredNames.TryToStored(Entry.Name.ToString(), out var stored) ? stored : null, ResourceVersion = Version };

    /// <exception cref="JsonException">It is no image, or one whose fields have wrong types.</exception>
    public static ImageOutline Read(ReadOnlySpan<byte> utf8)
    {
        var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = Options.MaxDepth });
        reader.Read();
        var entry = ImageIndexReader.Read(ref reader, out var version);
        return new(entry, version);
    }

    private sealed class Converter : PartialConverter<ImageOutline>
    {
        public override bool TryRead(ref Utf8JsonReader reader, [NotNullWhen(true)] out ImageOutline? value)
        {
            value = ImageIndexReader.TryRead(ref reader, out var entry, out var version) ? new(entry, version) : null;
            return value is not null;
        }
    }
}
