using System.Text;
using ImageStreams.GenericApiServer;
using Microsoft.AspNetCore.WebUtilities;

namespace ImageStreams.ApiServer.Tests;

public sealed class TagListPositionTests
{
    [Theory]
    [InlineData("1", "", 0, "ns/s", "latest")]
    [InlineData("", "", 500, "", "")]
    [InlineData("12", "eyJ2Ijoi", 2, "ns/foo_bar", "a\"b\\ü:/")]
    public void Parse_OfWhatWasWritten_IsTheSame(string version, string page, int pageLimit, string stream, string tag)
    {
        var position = new TagListPosition(version, page, pageLimit, stream, tag);

        TagListPosition.Parse(position.ToString()).Should().Be(position);
        position.ToString().Should().MatchRegex("^[A-Za-z0-9_-]*$", "it stands in a query");
    }

    [Fact]
    public void Parse_OfAnythingElse_IsABadRequest()
    {
        var random = new Random(7);
        var good = new TagListPosition("1", "p", 5, "ns/s", "t").ToString();
        for (var i = 0; i < 5000; i++)
        {
            var token = good.ToCharArray();
            token[random.Next(token.Length)] = (char)random.Next(1, 300);
            foreach (var text in (string[])[new string(token), good[..random.Next(good.Length)], WebEncoders.Base64UrlEncode(Encoding.UTF8.GetBytes(new string(token)))])
            {
                Parse(text);
            }
        }

        foreach (var json in (string[])["null", "[]", "[1,2,3,4]", "[null,null,null,null]", "[[],{},\"a\",\"b\"]", "[\"1\",\"\",\"a\",\"b\",\"c\"]", "[\"1\",\"\",5000000000,\"b\",\"c\"]", "[\"1\",\"\",1,\"b\"]", "{\"a\":1}", "\"x\"", "[\"\\ud800\",\"\",\"\",\"\"]"])
        {
            Parse(WebEncoders.Base64UrlEncode(Encoding.UTF8.GetBytes(json)));
        }

        static void Parse(string text)
        {
            try
            {
                TagListPosition.Parse(text);
            }
            catch (ApiException e)
            {
                e.Code.Should().Be(400);
            }
        }
    }
}
