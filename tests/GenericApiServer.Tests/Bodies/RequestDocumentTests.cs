using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using ImageStreams.Entities;

namespace ImageStreams.GenericApiServer.Tests;

/// <summary>The texts were read from a kube-apiserver 1.36, but for the positions, which are ours.</summary>
public sealed class RequestDocumentTests
{
    private const string Json = "application/json";
    private const string Yaml = "application/yaml";
    private static readonly GroupVersionKind ConfigMapKind = new("", "v1", "ConfigMap");

    [Theory]
    [InlineData(Json, "{\"kind\":", "the object provided is unrecognized (must be of type ConfigMap): couldn't get version/kind; json parse error: unexpected end of JSON input ({\"kind\":)")]
    [InlineData(Json, "", "the object provided is unrecognized (must be of type ConfigMap): couldn't get version/kind; json parse error: unexpected end of JSON input (<empty>)")]
    [InlineData(Json, "[]", "the object provided is unrecognized (must be of type ConfigMap): couldn't get version/kind; json parse error: json: cannot unmarshal array into an object (5b5d)")]
    [InlineData(Json, "{\"kind\":\"ConfigMap\",\"apiVersion\":\"v1\"} x", "the object provided is unrecognized (must be of type ConfigMap): couldn't get version/kind; json parse error: invalid character 'x' after top-level value at line 1, column 40 ({\"kind\":\"ConfigMap\",\"apiVersio ...)")]
    [InlineData(Json, "{\"kind\":\"ConfigMap\",\"apiVersion\":5}", "the object provided is unrecognized (must be of type ConfigMap): couldn't get version/kind; json parse error: json: cannot unmarshal number into Go struct field .apiVersion of type string ({\"kind\":\"ConfigMap\",\"apiVersio ...)")]
    [InlineData(Json, "{\"kind\":\"ConfigMap\",\"apiVersion\":\"a/b/c\"}", "the object provided is unrecognized (must be of type ConfigMap): unexpected GroupVersion string: a/b/c ({\"kind\":\"ConfigMap\",\"apiVersio ...)")]
    [InlineData(Json, "{\"kind\":\"Pod\",\"apiVersion\":\"v1\"}", "Pod in version \"v1\" cannot be handled as a ConfigMap: converting (v1.Pod) to (core.ConfigMap): unknown conversion")]
    [InlineData(Json, "{\"kind\":\"ConfigMap\",\"apiVersion\":\"v2\"}", "ConfigMap in version \"v2\" cannot be handled as a ConfigMap: no kind \"ConfigMap\" is registered for version \"v2\" in scheme \"k8s.io/kubernetes/pkg/api/legacyscheme/scheme.go:30\"")]
    [InlineData(Json, "{\"kind\":\"ConfigMap\",\"apiVersion\":\"v1beta9\"}", "the API version in the data (v1beta9) does not match the expected API version (v1)")]
    [InlineData(Json, "{\"kind\":\"ConfigMap\",\"apiVersion\":\"old/v1\"}", "the API version in the data (old/v1) does not match the expected API version (v1)")]
    [InlineData(Json, "{\"metadata\":{\"name\":5}}", "ConfigMap in version \"v1\" cannot be handled as a ConfigMap: json: cannot unmarshal number into field metadata.name")]
    [InlineData(Json, "{\"data\":[]}", "ConfigMap in version \"v1\" cannot be handled as a ConfigMap: json: cannot unmarshal array into field data")]
    [InlineData(Yaml, "data: {a: yes}", "ConfigMap in version \"v1\" cannot be handled as a ConfigMap: json: cannot unmarshal bool into field data.a")]
    [InlineData(Yaml, "- a", "the object provided is unrecognized (must be of type ConfigMap): couldn't get version/kind; json parse error: json: cannot unmarshal array into an object (2d2061)")]
    public async Task Read_OfABadBody_Is400_SayingWhatAndWhere(string contentType, string body, string message)
    {
        await using var api = await StartAsync(FieldValidation.Warn);

        var (status, answer, _) = await PostAsync(api, contentType, body);

        (status, answer["message"]!.GetValue<string>()).Should().Be((HttpStatusCode.BadRequest, message));
    }

    [Theory]
    [InlineData(Json, "{}")]
    [InlineData(Json, "null")]
    [InlineData(Json, "{\"apiVersion\":\"v1\"}")]
    [InlineData(Yaml, "kind: ConfigMap\n---\nkind: Pod")]
    [InlineData(Yaml, "")]
    [InlineData("", "{}")]
    [InlineData("application/json; charset=utf-8", "{}")]
    public async Task Read_OfABodyThatLeavesItsKindOut_TakesTheResources(string contentType, string body)
    {
        await using var api = await StartAsync(FieldValidation.Warn);

        var (status, answer, _) = await PostAsync(api, contentType, body);

        (status, answer["kind"]!.GetValue<string>(), answer["apiVersion"]!.GetValue<string>()).Should().Be((HttpStatusCode.OK, "ConfigMap", "v1"));
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/vnd.kubernetes.protobuf")]
    public async Task Read_OfAnotherMediaType_Is415_NamingWhatIsServed(string contentType)
    {
        await using var api = await StartAsync(FieldValidation.Warn);

        var (status, answer, _) = await PostAsync(api, contentType, "{}");

        status.Should().Be(HttpStatusCode.UnsupportedMediaType);
        answer["message"]!.GetValue<string>().Should()
            .Be("the body of the request was in an unknown format - accepted media types include: application/json, application/yaml");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Read_OfMoreThan3MiB_Is413_WithAndWithoutContentLength(bool chunked)
    {
        await using var api = await StartAsync(FieldValidation.Warn);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/") { Content = new ByteArrayContent(new byte[(3 * 1024 * 1024) + 1]) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue(Json);
        request.Headers.TransferEncodingChunked = chunked;

        using var response = await api.Client.SendAsync(request);

        response.StatusCode.Should().Be(HttpStatusCode.RequestEntityTooLarge);
        (await response.Content.ReadAsStringAsync()).Should().Contain("Request entity too large: limit is 3145728");
    }

    [Fact]
    public async Task Strict_RefusesUnknownAndRepeatedFields()
    {
        await using var api = await StartAsync(FieldValidation.Strict);

        var json = await PostAsync(api, Json, """{"metadata":{"foo":1},"data":{"x":"1","x":"2"}}""");
        var yaml = await PostAsync(api, Yaml, "kind: ConfigMap\napiVersion: v1\nmetadata: {name: a, foo: b}\nfoo: 1\nfoo: 2\n");

        json.Answer["message"]!.GetValue<string>().Should().Be(
            "ConfigMap in version \"v1\" cannot be handled as a ConfigMap: strict decoding error: unknown field \"metadata.foo\", duplicate field \"data.x\"");
        yaml.Answer["message"]!.GetValue<string>().Should().Be(
            "ConfigMap in version \"v1\" cannot be handled as a ConfigMap: strict decoding error: yaml: unmarshal errors:\n  line 5: key \"foo\" already set in map, unknown field \"foo\", unknown field \"metadata.foo\"");
    }

    [Fact]
    public async Task Warn_DropsThemWithAWarningEach()
    {
        await using var api = await StartAsync(FieldValidation.Warn);

        var (status, answer, warnings) = await PostAsync(api, Yaml, "metadata: {name: a, foo: b}\nfoo: 1\nfoo: 2\n");

        status.Should().Be(HttpStatusCode.OK);
        warnings.Should().Equal(
            "299 - \"line 3: key \\\"foo\\\" already set in map\"",
            "299 - \"unknown field \\\"foo\\\"\"",
            "299 - \"unknown field \\\"metadata.foo\\\"\"");
        answer["metadata"]!.ToJsonString().Should().Be("""{"name":"a"}""");
    }

    [Fact]
    public async Task Ignore_DropsThemSilently()
    {
        await using var api = await StartAsync(FieldValidation.Ignore);

        var (status, _, warnings) = await PostAsync(api, Json, """{"foo":1,"foo":2}""");

        (status, warnings.Count).Should().Be((HttpStatusCode.OK, 0));
    }

    [Fact]
    public async Task AnErrorAfterWarnings_KeepsThem()
    {
        await using var api = await TestApi.StartAsync(context =>
        {
            WarningHeader.Add(context.Response, "careful");
            throw ApiException.PathNotFound();
        });

        using var response = await api.Client.GetAsync("/");

        response.Headers.GetValues("Warning").Should().Equal("299 - \"careful\"");
    }

    [Fact]
    public async Task Warnings_AreBounded()
    {
        await using var api = await TestApi.StartAsync(context =>
        {
            for (var i = 0; i < 1000; i++)
            {
                WarningHeader.Add(context.Response, $"{i} {new string('x', 400)}");
            }

            return Task.CompletedTask;
        });

        using var response = await api.Client.GetAsync("/");

        response.Headers.GetValues("Warning").Sum(w => w.Length).Should().BeInRange(4096, 9000);
    }

    [Theory]
    [InlineData("{\"gracePeriodSeconds\":-", "couldn't get version/kind; json parse error: unexpected end of JSON input")]
    [InlineData("{\"kind\":\"Foo\",\"apiVersion\":\"v1\"}", "no kind \"Foo\" is registered for version \"v1\" of DeleteOptions")]
    [InlineData("{\"gracePeriodSeconds\":\"x\"}", "cannot unmarshal string into field gracePeriodSeconds")]
    public async Task DeleteOptions_OfABadBody_Is400(string body, string message)
    {
        await using var api = await TestApi.StartAsync(async context => await RequestBody.ReadDeleteOptionsAsync(context, context.RequestAborted));

        var (status, answer, _) = await PostAsync(api, Json, body);

        status.Should().Be(HttpStatusCode.BadRequest);
        answer["message"]!.GetValue<string>().Should().EndWith(message);
    }

    [Fact]
    public async Task DeleteOptions_OfAGoodBodyOrNone_AreReadOrNull()
    {
        await using var api = await TestApi.StartAsync(async context =>
        {
            var options = await RequestBody.ReadDeleteOptionsAsync(context, context.RequestAborted);
            await KubeResults.Document(new JsonObject { ["policy"] = options?.PropagationPolicy, ["none"] = options is null }).ExecuteAsync(context);
        });

        (await PostAsync(api, Yaml, "kind: DeleteOptions\npropagationPolicy: Orphan")).Answer["policy"]!.GetValue<string>().Should().Be("Orphan");
        (await PostAsync(api, Json, "")).Answer["none"]!.GetValue<bool>().Should().BeTrue();
    }

    private static Task<TestApi> StartAsync(FieldValidation validation) => TestApi.StartAsync(async context =>
    {
        var schema = TypeFieldSchema.Of(EntitiesJsonContext.Default.ConfigMap);
        var document = await RequestDocument.ReadAsync(context, "ConfigMap", schema, context.RequestAborted);
        document = document.EnsureKind(ConfigMapKind, k => k is { Group: "" or "old", Version: "v1" or "v1beta9", Kind: "ConfigMap" or "Pod" });
        document.Enforce(validation, context.Response);
        var map = document.Decode(EntitiesJsonContext.Default.ConfigMap);
        await KubeResults.Object(map, EntitiesJsonContext.Default.ConfigMap).ExecuteAsync(context);
    });

    private static async Task<(HttpStatusCode Status, JsonNode Answer, IReadOnlyList<string> Warnings)> PostAsync(TestApi api, string contentType, string body)
    {
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        content.Headers.ContentType = contentType.Length == 0 ? null : MediaTypeHeaderValue.Parse(contentType);
        using var response = await api.Client.PostAsync("/", content);
        var warnings = response.Headers.TryGetValues("Warning", out var values) ? values.ToList() : [];
        return (response.StatusCode, JsonNode.Parse(await response.Content.ReadAsStringAsync())!, warnings);
    }
}
