using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace ImageStreams.Oci;

/// <summary>A manifest as a registry serves it: what it says, and the bytes whose digest is its name.</summary>
/// <remarks>How a document's kind is found and what is refused: docs/spec/registries.md#manifests.</remarks>
public abstract record Manifest
{
    public int SchemaVersion { get; init; }

    /// <summary>The digest of <see cref="Bytes"/>; for schema 1, of what was signed. Null until parsed.</summary>
    [JsonIgnore]
    public Digest Digest { get; private init; } = null!;

    /// <summary>The document, byte for byte.</summary>
    [JsonIgnore]
    public ReadOnlyMemory<byte> Bytes { get; private init; }

    /// <summary>What the digest covers: the bytes, or the signed part of a schema 1 manifest.</summary>
    [JsonIgnore]
    internal ReadOnlyMemory<byte> Content { get; private init; }

    /// <summary>The type it has, whether the header or the body told.</summary>
    [JsonIgnore]
    public string ContentType { get; private init; } = "";

    /// <exception cref="RegistryException">Of kind InvalidManifest or TooLarge; the message says what is wrong.</exception>
    public static Manifest Parse(ReadOnlyMemory<byte> bytes, string? contentType) => Parse(bytes, contentType, RegistryLimits.Default);

    /// <inheritdoc cref="Parse(ReadOnlyMemory{byte}, string?)"/>
    public static Manifest Parse(ReadOnlyMemory<byte> bytes, string? contentType, RegistryLimits limits)
    {
        try
        {
            var mediaType = ManifestShape.Read(bytes.Span, limits).MediaTypeUnder(contentType);
            if (MediaTypes.IsSchema1(mediaType))
            {
                return ParseSchema1(bytes, mediaType, limits);
            }

            Manifest manifest = MediaTypes.IsIndex(mediaType)
                ? Read(bytes.Span, OciJsonContext.Default.ManifestIndex)
                : Read(bytes.Span, OciJsonContext.Default.ImageManifestDocument);
            manifest.Check();
            return manifest with { Bytes = bytes, Content = bytes, ContentType = mediaType, Digest = Digest.Compute(bytes.Span) };
        }
        catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException)
        {
            throw RegistryException.InvalidManifest(IsDocument(contentType)
                ? $"the manifest does not parse: {JsonProblem.Of(e)}"
                : $"instead of a manifest came \"{Printable.Excerpt(contentType!)}\"", e);
        }
    }

    /// <summary>Whether this digest names this content; there may be several, of different algorithms.</summary>
    public bool IsNamed(Digest digest) => digest.Matches(Content.Span);

    /// <summary>This manifest under the digest it was asked for; refuses other content.</summary>
    /// <exception cref="RegistryException">Of kind InvalidManifest.</exception>
    public Manifest PinnedTo(Digest digest) => IsNamed(digest)
        ? this with { Digest = digest }
        : throw RegistryException.InvalidManifest(
            $"content integrity error: the manifest retrieved with digest {digest} does not match the digest calculated from the content {Digest}");

    /// <summary>Refuses what the types of the fields cannot.</summary>
    internal abstract void Check();

    // A page of a proxy or a portal: what is wrong with its first letter as JSON would tell nobody anything.
    private static bool IsDocument(string? contentType) =>
        string.IsNullOrEmpty(contentType) || !contentType.StartsWith("text/", StringComparison.OrdinalIgnoreCase);

    private static Manifest ParseSchema1(ReadOnlyMemory<byte> bytes, string mediaType, RegistryLimits limits)
    {
        var whole = Read(bytes.Span, OciJsonContext.Default.Schema1Manifest);
        if (whole.Signatures is not { Count: > 0 } signatures)
        {
            whole.Check();
            return whole with { Bytes = bytes, Content = bytes, ContentType = MediaTypes.DockerSchema1, Digest = Digest.Compute(bytes.Span) };
        }

        // Only what the digest covers is believed: the fields come from the payload, not from around it.
        var payload = Schema1Payload.Extract(bytes.Span, signatures);
        ManifestShape.Read(payload, limits).MediaTypeUnder(mediaType);
        var signed = Read(payload, OciJsonContext.Default.Schema1Manifest) with { Signatures = signatures };
        signed.Check();
        return signed with
        {
            Bytes = bytes,
            Content = payload,
            ContentType = mediaType == MediaTypes.DockerSchema1 ? MediaTypes.DockerSchema1 : MediaTypes.DockerSchema1Signed,
            Digest = Digest.Compute(payload),
        };
    }

    private static T Read<T>(ReadOnlySpan<byte> json, JsonTypeInfo<T> typeInfo)
        where T : Manifest =>
        JsonSerializer.Deserialize(json, typeInfo) ?? throw new JsonException("the document is null");
}
