using System.Text;
using System.Text.Json;
using FluentAssertions.Execution;
using ImageStreams.Entities;

namespace ImageStreams.GenericApiServer.Tests;

public sealed class JsonReadingTests
{
    [Theory]
    [InlineData("", "unexpected end of JSON input")]
    [InlineData("{\"a\":", "unexpected end of JSON input")]
    [InlineData("\"abc", "unexpected end of JSON input")]
    [InlineData("{} x", "invalid character 'x' after top-level value at line 1, column 4")]
    [InlineData("{\n  \"a\": 1,\n}", "invalid character '}' looking for beginning of object key string at line 3, column 1")]
    [InlineData("[1,]", "invalid character ']' looking for beginning of value at line 1, column 4")]
    [InlineData("{\"a\" 1}", "invalid character '1' after object key at line 1, column 6")]
    [InlineData("{\"a\":1 \"b\"}", "invalid character '\"' after object key:value pair at line 1, column 8")]
    [InlineData("[1 2]", "invalid character '2' after array element at line 1, column 4")]
    [InlineData("{\"x\":tru}", "invalid character '}' in literal true (expecting 'e') at line 1, column 9")]
    [InlineData("{\"x\":nul}", "invalid character '}' in literal null (expecting 'l') at line 1, column 9")]
    [InlineData("-x", "invalid character 'x' in numeric literal at line 1, column 2")]
    [InlineData("1.x", "invalid character 'x' after decimal point in numeric literal at line 1, column 3")]
    [InlineData("1e+x", "invalid character 'x' in exponent of numeric literal at line 1, column 4")]
    [InlineData("01", "invalid character '1' after top-level value at line 1, column 2")]
    [InlineData("\"a\tb\"", "invalid character '\\t' in string literal at line 1, column 3")]
    [InlineData("\"\\x\"", "invalid character 'x' in string escape code at line 1, column 3")]
    [InlineData("\"\\u12g4\"", "invalid character 'g' in \\u hexadecimal character escape at line 1, column 6")]
    [InlineData("'a'", "invalid character '\\'' looking for beginning of value at line 1, column 1")]
    [InlineData("\"\\ud800\"", "invalid UTF-8 in string literal")]
    [InlineData("1e999", "number out of range")]
    public void Read_OfBadJson_SaysWhatAndWhere(string json, string message)
    {
        var act = () => KubeJson.Parse(Encoding.UTF8.GetBytes(json));

        act.Should().Throw<FormatException>().Which.Message.Should().Be(message);
    }

    [Fact]
    public void Read_OfTooDeepNesting_IsRefused()
    {
        var act = () => KubeJson.Parse(Encoding.UTF8.GetBytes(new string('[', 100_000)));

        act.Should().Throw<FormatException>().Which.Message.Should().Be("exceeded max depth of 512");
    }

    [Theory]
    [InlineData("1", "1")]
    [InlineData("1.0", "1")]
    [InlineData("9223372036854775807", "9223372036854775807")]
    [InlineData("9223372036854775808", "9.223372036854776E+18")]
    [InlineData("\"\\u003c<é\"", "\"<<é\"")]
    [InlineData("{\"a\":1,\"b\":2,\"a\":3}", "{\"a\":3,\"b\":2}")]
    public void Read_ThenWrite_KeepsWhatMatters(string json, string written) =>
        KubeJson.ToText(KubeJson.Parse(Encoding.UTF8.GetBytes(json))).Should().Be(written);

    [Fact]
    public void FirstError_AgreesWithTheParser_OnEveryPrefixAndEveryFlippedByteOfADocument()
    {
        var document = "{\"kind\":\"K\",\"n\":[1,-2.5e+3,true,false,null],\"s\":\"a\\u00e9\\n\",\"o\":{\"p\":{}}}"u8.ToArray();
        using (new AssertionScope())
        {
            for (var i = 0; i < document.Length; i++)
            {
                AssertAgreement(document[..i]);
                foreach (var replacement in "{}[]\",:0x \\"u8.ToArray())
                {
                    byte[] changed = [.. document];
                    changed[i] = replacement;
                    AssertAgreement(changed);
                }
            }
        }
    }

    [Fact]
    public void Findings_OfATypedObject_AreTheUnknownAndTheRepeatedFieldsInOrder()
    {
        var reading = new JsonReading(TypeFieldSchema.Of(EntitiesJsonContext.Default.ConfigMap));

        reading.Read("""
            {"kind":"ConfigMap","apiVersion":"v1","metadata":{"name":"a","foo":1,"labels":{"a":"1","a":"2"},
             "ownerReferences":[{"zz":1,"uid":"a","uid":"b"}],"creationTimestamp":null},"data":{"x":"1","x":"2"},"bar":1,"bar":2}
            """u8);

        reading.Findings.Should().Equal(
            "unknown field \"metadata.foo\"",
            "duplicate field \"metadata.labels.a\"",
            "unknown field \"metadata.ownerReferences[0].zz\"",
            "duplicate field \"metadata.ownerReferences[0].uid\"",
            "duplicate field \"data.x\"",
            "unknown field \"bar\"");
    }

    [Fact]
    public void Findings_BelowAFieldThatMayBeNull_AreFoundToo()
    {
        var reading = new JsonReading(TypeFieldSchema.Of(EntitiesJsonContext.Default.ImageStream));

        reading.Read("""{"spec":{"tags":[{"name":"a","annotations":{"x":"y"},"importPolicy":{"bogus":1}}],"tagz":[]}}"""u8);

        reading.Findings.Should().Equal("unknown field \"spec.tags[0].importPolicy.bogus\"", "unknown field \"spec.tagz\"");
    }

    private static void AssertAgreement(byte[] text)
    {
        var isJson = true;
        try
        {
            using var parsed = JsonDocument.Parse(text);
        }
        catch (JsonException)
        {
            isJson = false;
        }

        (JsonSyntax.FirstError(text) is null).Should().Be(isJson, "of {0}", Encoding.UTF8.GetString(text));
    }
}
