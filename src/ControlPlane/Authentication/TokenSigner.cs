using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ImageStreams.ControlPlane;

/// <summary>Signs and verifies compact JSON web tokens with one P-256 key (ES256).</summary>
internal sealed class TokenSigner
{
    private const string Algorithm = "ES256";
    private readonly ECDsa _key;
    private readonly Lock _lock = new(); // an ECDsa object is not made for several threads

    public TokenSigner(ECDsa key)
    {
        _key = key;
        KeyId = Base64Url.EncodeToString(SHA256.HashData(key.ExportSubjectPublicKeyInfo()));
    }

    /// <summary>Names the key: the digest of its public half, so that it is the same after every start.</summary>
    public string KeyId { get; }

    public string Sign(JsonObject claims)
    {
        var header = new JsonObject { ["alg"] = Algorithm, ["kid"] = KeyId };
        var content = $"{Encode(header)}.{Encode(claims)}";
        lock (_lock)
        {
            return $"{content}.{Base64Url.EncodeToString(_key.SignData(Encoding.ASCII.GetBytes(content), HashAlgorithmName.SHA256))}";
        }
    }

    /// <summary>The claims of a token that this key signed; null for anything else.</summary>
    public JsonObject? FindClaims(string token)
    {
        if (token.Split('.') is not [var header, var claims, var signature] ||
            Decode(header) is not { } decoded || decoded.TextOf("alg") != Algorithm || decoded.TextOf("kid") != KeyId)
        {
            return null;
        }

        return Verify($"{header}.{claims}", signature) ? Decode(claims) : null;
    }

    /// <summary>The public key as a set that other parties verify tokens with.</summary>
    public JsonObject KeySet()
    {
        ECParameters parameters;
        lock (_lock)
        {
            parameters = _key.ExportParameters(includePrivateParameters: false);
        }

        return new JsonObject
        {
            ["keys"] = new JsonArray(new JsonObject
            {
                ["use"] = "sig",
                ["kty"] = "EC",
                ["kid"] = KeyId,
                ["crv"] = "P-256",
                ["alg"] = Algorithm,
                ["x"] = Base64Url.EncodeToString(parameters.Q.X),
                ["y"] = Base64Url.EncodeToString(parameters.Q.Y),
            }),
        };
    }

    private static string Encode(JsonObject part) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(part.ToJsonString()));

    private static JsonObject? Decode(string part)
    {
        try
        {
            return JsonNode.Parse(Base64Url.DecodeFromChars(part)) as JsonObject;
        }
        catch (Exception e) when (e is FormatException or JsonException)
        {
            return null;
        }
    }

    private bool Verify(string content, string signature)
    {
        try
        {
            var bytes = Base64Url.DecodeFromChars(signature);
            lock (_lock)
            {
                return _key.VerifyData(Encoding.UTF8.GetBytes(content), bytes, HashAlgorithmName.SHA256);
            }
        }
        catch (FormatException)
        {
            return false;
        }
    }
}
