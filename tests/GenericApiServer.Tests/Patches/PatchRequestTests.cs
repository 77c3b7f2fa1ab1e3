using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;

namespace ImageStreams.GenericApiServer.Tests;

public sealed class PatchRequestTests
{
    [Theory]
    [InlineData("application/merge-patch+json", HttpStatusCode.OK, "Merge")]
    [InlineData("application/json-patch+json; charset=utf-8", HttpStatusCode.OK, "Json")]
    [InlineData("application/strategic-merge-patch+json", HttpStatusCode.UnsupportedMediaType, null)]
    [InlineData("application/json", HttpStatusCode.UnsupportedMediaType, null)]
    [InlineData("", HttpStatusCode.UnsupportedMediaType, null)]
    public async Task Read_TakesOnlyTheServedTypes(string contentType, HttpStatusCode expected, string? type)
    {
        await using var api = await TestApi.StartAsync(async context =>
        {
            var patch = await PatchRequest.ReadAsync(context, [PatchType.Json, PatchType.Merge, PatchType.Apply], context.RequestAborted);
            await KubeResults.Document(new JsonObject { ["type"] = patch.Type.ToString() }).ExecuteAsync(context);
        });
        using var content = new ByteArrayContent([1]);
        content.Headers.ContentType = contentType.Length == 0 ? null : MediaTypeHeaderValue.Parse(contentType);

        using var response = await api.Client.PatchAsync("/", content);

        response.StatusCode.Should().Be(expected);
        var answer = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
        answer["type"]?.GetValue<string>().Should().Be(type);
        answer["message"]?.GetValue<string>().Should().Be("415: Unsupported Media Type");
    }

    [Fact]
    public async Task Findings_Strict_RefuseWithTheResult_Warn_Warns()
    {
        await using var api = await TestApi.StartAsync(context =>
        {
            var validation = Enum.Parse<FieldValidation>(context.Request.Query["v"].ToString());
            PatchFindings.Enforce(["duplicate field \"data.k\"", "unknown field \"xx\""], new JsonObject { ["a"] = 1 }, validation, context.Response);
            return Task.CompletedTask;
        });

        using var strict = await api.Client.GetAsync("/?v=Strict");
        using var warn = await api.Client.GetAsync("/?v=Warn");

        strict.StatusCode.Should().Be(HttpStatusCode.UnprocessableEntity);
        JsonNode.Parse(await strict.Content.ReadAsStringAsync())!["message"]!.GetValue<string>().Should().Be(
            " \"\" is invalid: patch: Invalid value: \"{\\\"a\\\":1}\": strict decoding error: duplicate field \"data.k\", unknown field \"xx\"");
        warn.Headers.GetValues("Warning").Should().HaveCount(2);
    }
}
