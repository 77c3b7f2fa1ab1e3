using System.Net.Http.Headers;
using System.Text.Json.Nodes;

namespace ImageStreams.ApiServer.Tests;

/// <summary>What came back from a request.</summary>
internal sealed record Answer(int Code, string Text, HttpResponseHeaders Headers, HttpContentHeaders ContentHeaders)
{
    public JsonNode Json => JsonNode.Parse(Text) ?? throw new InvalidOperationException("null");

    public string? Message => Json["message"]?.GetValue<string>();

    public IReadOnlyList<string> Warnings => Headers.TryGetValues("Warning", out var values) ? [.. values] : [];

    /// <summary>The document, of an answer with this code.</summary>
    public JsonNode Expect(int code)
    {
        Code.Should().Be(code, Text);
        return Json;
    }
}
