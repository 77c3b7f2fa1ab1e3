using System.Text;
using System.Text.Json.Nodes;

namespace ImageStreams.GenericApiServer.Tests;

public sealed class OpenApiV2ProtobufTests
{
    [Theory]
    [InlineData("""{"swagger":"2.0"}""", "0A 03 '2.0'")]
    [InlineData("""{"info":{"title":"T","version":"1"}}""", "12 06 0A 01 'T' 12 01 '1'")]
    [InlineData("""{"definitions":{"D":{"type":"object","required":["a"]}}}""", "4A 16 0A 14 0A 01 'D' 12 0F 9A 01 01 'a' B2 01 08 0A 06 'object'")]
    [InlineData("""{"definitions":{"D":{"maximum":0.5,"maxLength":300,"uniqueItems":true}}}""", "4A 16 0A 14 0A 01 'D' 12 0F 39 00 00 00 00 00 00 E0 3F 58 AC 02 80 01 01")]
    [InlineData("""{"definitions":{"D":{"additionalProperties":{"$ref":"R"}}}}""", "4A 0F 0A 0D 0A 01 'D' 12 08 AA 01 05 0A 03 0A 01 'R'")]
    [InlineData("""{"x-a":[1]}""", "82 01 0C 0A 03 'x-a' 12 05 12 03 '[1]'")]
    [InlineData("""{"paths":{"/p":{"get":{"parameters":[{"name":"q","in":"query"}]}}}}""",
        "42 1C 12 1A 0A 02 '/p' 12 14 12 12 42 10 0A 0E 12 0C 1A 0A 12 05 'query' 22 01 'q'")]
    public void Encode_OfADocument_IsTheProtocolBuffer(string document, string expected)
    {
        var encoded = OpenApiV2Protobuf.Encode(JsonNode.Parse(document)!.AsObject());

        encoded.Should().Equal(Bytes(expected), Convert.ToHexString(encoded));
    }

    private static byte[] Bytes(string text) =>
        [.. text.Split(' ').SelectMany(w => w[0] == '\'' ? Encoding.UTF8.GetBytes(w.Trim('\'')) : Convert.FromHexString(w))];
}
