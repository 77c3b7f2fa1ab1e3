using System.Buffers.Text;
using System.Text;
using System.Text.Json.Nodes;
using ImageStreams.Oci;

namespace ImageStreams.Images.Tests;

/// <summary>Manifests for tests.</summary>
internal static class Manifests
{
    public static Manifest Parse(JsonNode manifest, string mediaType) => Manifest.Parse(Bytes(manifest), mediaType);

    public static byte[] Bytes(JsonNode node) => Encoding.UTF8.GetBytes(node.ToJsonString());

    public static JsonObject Of(string mediaType, string configType, ReadOnlySpan<byte> config, params (char Digest, long Size)[] layers) => new()
    {
        ["schemaVersion"] = 2,
        ["mediaType"] = mediaType,
        ["config"] = Descriptor(configType, Digest.Compute(config).ToString(), config.Length),
        ["layers"] = new JsonArray([.. layers.Select(l => Descriptor(MediaTypes.OciLayer, Make.Digest(l.Digest), l.Size))]),
    };

    public static JsonObject Index(string mediaType, params JsonObject[] entries) => new()
    {
        ["schemaVersion"] = 2,
        ["mediaType"] = mediaType,
        ["manifests"] = new JsonArray([.. entries]),
    };

    /// <summary>An entry of an index; the platform is written <c>os/architecture/variant</c>.</summary>
    public static JsonObject Entry(char digest, string? platform, string mediaType = MediaTypes.OciManifest)
    {
        var entry = Descriptor(mediaType, Make.Digest(digest), 944);
        if (platform?.Split('/') is { } parts)
        {
            var node = new JsonObject { ["os"] = parts[0], ["architecture"] = parts[1] };
            if (parts.Length == 3)
            {
                node["variant"] = parts[2];
            }

            entry["platform"] = node;
        }

        return entry;
    }

    /// <summary>Layers are given newest first, as schema 1 lists them.</summary>
    public static JsonObject Schema1(params (string Blob, string V1)[] layers) => new()
    {
        ["schemaVersion"] = 1,
        ["name"] = "x/y",
        ["tag"] = "latest",
        ["architecture"] = "amd64",
        ["fsLayers"] = new JsonArray([.. layers.Select(l => new JsonObject { ["blobSum"] = l.Blob })]),
        ["history"] = new JsonArray([.. layers.Select(l => new JsonObject { ["v1Compatibility"] = l.V1 })]),
    };

    /// <summary>The manifest with a signature around it, of which only the part that tells what was signed is real.</summary>
    public static byte[] Sign(JsonObject manifest)
    {
        var payload = manifest.ToJsonString();
        var head = new JsonObject { ["formatLength"] = payload.Length - 1, ["formatTail"] = Base64Url.EncodeToString("}"u8) };
        var signature = new JsonObject { ["header"] = new JsonObject { ["alg"] = "ES256" }, ["signature"] = "AA", ["protected"] = Base64Url.EncodeToString(Bytes(head)) };
        return Encoding.UTF8.GetBytes($$"""{{payload[..^1]}},"signatures":[{{signature.ToJsonString()}}]}""");
    }

    private static JsonObject Descriptor(string mediaType, string digest, long size) =>
        new() { ["mediaType"] = mediaType, ["digest"] = digest, ["size"] = size };
}
