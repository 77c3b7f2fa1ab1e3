using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using ImageStreams.Oci;

namespace ImageStreams.LocalRegistry;

/// <summary>Writes and signs schema 1 manifests, as docker did until 2015 and as old registries still hold them.</summary>
internal static class SampleSchema1
{
    private const string Tail = "\n}";

    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        IndentSize = 3,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The layer of steps that changed metadata only: a gzipped empty tar, the same in all images.</summary>
    public static SampleBlob EmptyLayer { get; } = SampleBlob.Of(Convert.FromHexString(
        "1f8b080000096e8800ff621805a360148c5800080000ffff2eafb5ef00040000"));

    public static Manifest Create(SampleImage image, string repository, string tag)
    {
        var payload = Encoding.UTF8.GetBytes(Payload(image, repository, tag).ToJsonString(Indented));
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return Manifest.Parse(Sign(payload, key), MediaTypes.DockerSchema1Signed);
    }

    private static JsonObject Payload(SampleImage image, string repository, string tag)
    {
        var steps = Steps(image);
        return new JsonObject
        {
            ["schemaVersion"] = 1,
            ["name"] = repository,
            ["tag"] = tag,
            ["architecture"] = image.Options.Architecture,
            ["fsLayers"] = new JsonArray([.. steps.Select(s => new JsonObject { ["blobSum"] = s.Layer.Digest.ToString() })]),
            ["history"] = new JsonArray([.. steps.Select(s => new JsonObject { ["v1Compatibility"] = s.Text })]),
        };
    }

    // Newest first. The newest step carries the configuration; a step of metadata lies between it and the layers.
    private static List<(SampleBlob Layer, string Text)> Steps(SampleImage image)
    {
        var steps = new List<(SampleBlob Layer, string Text)>();
        string? parent = null;
        for (var i = 0; i < image.Layers.Count - 1; i++)
        {
            parent = Add(new JsonObject { ["Size"] = image.Layers[i].Size }, image.Layers[i]);
        }

        parent = Add(new JsonObject { ["throwaway"] = true }, EmptyLayer);
        var newest = JsonNode.Parse(image.Config.Content.Span)!.AsObject();
        newest.Remove("rootfs");
        newest.Remove("history");
        Add(newest, image.Layers[^1]);
        return steps;

        string Add(JsonObject step, SampleBlob layer)
        {
            step["created"] = image.ImageConfig.Created!.Value.ToString("yyyy-MM-ddTHH:mm:ssZ", null);
            step["parent"] = parent;
            var id = Digest.Compute(Encoding.UTF8.GetBytes($"{step.ToJsonString()}{layer.Digest}{steps.Count}")).Hex;
            step["id"] = id;
            steps.Insert(0, (layer, step.ToJsonString()));
            return id;
        }
    }

    private static byte[] Sign(byte[] payload, ECDsa key)
    {
        var length = payload.Length - Tail.Length;
        var header = $$"""{"formatLength":{{length}},"formatTail":"{{Base64Url.EncodeToString(Encoding.ASCII.GetBytes(Tail))}}","time":"2024-05-06T07:08:09Z"}""";
        var protectedPart = Base64Url.EncodeToString(Encoding.ASCII.GetBytes(header));
        var signature = key.SignData(
            Encoding.ASCII.GetBytes($"{protectedPart}.{Base64Url.EncodeToString(payload)}"), HashAlgorithmName.SHA256);
        var point = key.ExportParameters(includePrivateParameters: false).Q;
        var signatures = new JsonArray(new JsonObject
        {
            ["header"] = new JsonObject
            {
                ["jwk"] = new JsonObject
                {
                    ["crv"] = "P-256",
                    ["kid"] = KeyId(key),
                    ["kty"] = "EC",
                    ["x"] = Base64Url.EncodeToString(point.X),
                    ["y"] = Base64Url.EncodeToString(point.Y),
                },
                ["alg"] = "ES256",
            },
            ["signature"] = Base64Url.EncodeToString(signature),
            ["protected"] = protectedPart,
        });
        var appended = Encoding.UTF8.GetBytes($",\n   \"signatures\": {signatures.ToJsonString()}{Tail}");
        return [.. payload.AsSpan(0, length), .. appended];
    }

    // The fingerprint that libtrust expects: 240 bits of the key's hash in base 32, in groups of four.
    private static string KeyId(ECDsa key)
    {
        const string alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
        var hash = SHA256.HashData(key.ExportSubjectPublicKeyInfo());
        var id = new StringBuilder();
        for (var bit = 0; bit < 240; bit += 5)
        {
            var window = (hash[bit / 8] << 8) | hash[(bit / 8) + 1];
            id.Append(bit > 0 && bit % 20 == 0 ? ":" : "").Append(alphabet[(window >> (11 - (bit % 8))) & 31]);
        }

        return id.ToString();
    }
}
