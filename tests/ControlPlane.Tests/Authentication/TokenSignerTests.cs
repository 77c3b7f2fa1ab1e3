using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace ImageStreams.ControlPlane.Tests;

public sealed class TokenSignerTests : IDisposable
{
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public void Dispose() => _key.Dispose();

    [Fact]
    public void FindClaims_OfOwnToken_ReturnsWhatWasSigned()
    {
        var signer = new TokenSigner(_key);

        var claims = signer.FindClaims(signer.Sign(new JsonObject { ["sub"] = "x" }));

        claims!.ToJsonString().Should().Be("""{"sub":"x"}""");
    }

    [Fact]
    public void FindClaims_OfAnythingElse_ReturnsNull()
    {
        var signer = new TokenSigner(_key);
        using var otherKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var token = signer.Sign(new JsonObject { ["sub"] = "x" });
        var parts = token.Split('.');
        string[] bad =
        [
            "", "a", "a.b", "a.b.c", "..", token + ".x", token[..^2], token + "A",
            new TokenSigner(otherKey).Sign(new JsonObject { ["sub"] = "x" }),
            $"{parts[0]}.{Encode("""{"sub":"admin"}""")}.{parts[2]}",
            $"{Encode($$"""{"alg":"none","kid":"{{signer.KeyId}}"}""")}.{parts[1]}.",
            $"{Encode($$"""{"alg":"HS256","kid":"{{signer.KeyId}}"}""")}.{parts[1]}.{parts[2]}",
            $"{Encode("""{"alg":"ES256"}""")}.{parts[1]}.{parts[2]}",
            $"{Encode("[]")}.{parts[1]}.{parts[2]}",
            $"{Encode("""{"alg":1,"kid":{}}""")}.{parts[1]}.{parts[2]}",
            $"{parts[0]}.{parts[1]}.!!",
            $"é.{parts[1]}.{parts[2]}",
        ];

        bad.Should().AllSatisfy(t => signer.FindClaims(t).Should().BeNull());
    }

    [Fact]
    public void KeySet_OfTheSigner_VerifiesItsTokensElsewhere()
    {
        var signer = new TokenSigner(_key);
        var token = signer.Sign(new JsonObject { ["sub"] = "x" }).Split('.');

        var key = signer.KeySet()["keys"]![0]!;

        key["kid"]!.GetValue<string>().Should().Be(signer.KeyId).And.HaveLength(43);
        using var verifier = ECDsa.Create(new ECParameters
        {
            Curve = ECCurve.NamedCurves.nistP256,
            Q = new ECPoint
            {
                X = Base64Url.DecodeFromChars(key["x"]!.GetValue<string>()),
                Y = Base64Url.DecodeFromChars(key["y"]!.GetValue<string>()),
            },
        });
        verifier.VerifyData(
            Encoding.ASCII.GetBytes($"{token[0]}.{token[1]}"), Base64Url.DecodeFromChars(token[2]), HashAlgorithmName.SHA256).Should().BeTrue();
    }

    private static string Encode(string json) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json));
}
