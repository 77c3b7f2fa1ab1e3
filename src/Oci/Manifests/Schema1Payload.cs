using System.Buffers.Text;
using System.Text;
using System.Text.Json;

namespace ImageStreams.Oci;

/// <summary>Cuts out what a signed schema 1 manifest is named after: docs/spec/registries.md#schema-1.</summary>
internal static class Schema1Payload
{
    public static byte[] Extract(ReadOnlySpan<byte> document, IReadOnlyList<Schema1Signature> signatures)
    {
        if (signatures.Contains(null!))
        {
            throw RegistryException.InvalidManifest("the schema 1 manifest has an empty entry in \"signatures\"");
        }

        var header = ReadHeader(signatures[0]);
        if (signatures.Skip(1).Select(ReadHeader).Any(h => h != header))
        {
            throw RegistryException.InvalidManifest("the signatures of the schema 1 manifest cover different payloads");
        }

        if (header.FormatLength <= 0 || header.FormatLength > document.Length)
        {
            throw RegistryException.InvalidManifest($"the signature of the schema 1 manifest has formatLength {header.FormatLength}");
        }

        return [.. document[..header.FormatLength], .. Decode(header.FormatTail)];
    }

    private static Schema1ProtectedHeader ReadHeader(Schema1Signature signature) =>
        JsonSerializer.Deserialize(Decode(signature.Protected), WireJsonContext.Default.Schema1ProtectedHeader)
        ?? throw new JsonException("the protected header is null");

    private static byte[] Decode(string text) => Base64Url.DecodeFromUtf8(Encoding.ASCII.GetBytes(text));
}
