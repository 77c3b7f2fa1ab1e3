using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using ImageStreams.TestKit;

namespace ImageStreams.ControlPlane.Tests;

/// <summary>The recorded questions, asked of the running control plane: what its parts know must also be what it answers.</summary>
public sealed class RecordedWritesTests(ControlPlaneFixture fixture) : IClassFixture<ControlPlaneFixture>, IDisposable
{
    private const string Definitions = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";

    private readonly HttpClient _http = fixture.NewClient("admin");

    public static TheoryData<string> Validations => GoldenFile.Names("customresources/validation.json");

    public static TheoryData<string> Refusals => new(GoldenFile.Read("customresources/definitions.json")
        .Where(question => question!["want"]!["code"] is not null && question["update"] is null)
        .Select(question => question!["name"]!.GetValue<string>()));

    public static TheoryData<string> Writes => GoldenFile.Names("managedfields/apply.json");

    public void Dispose() => _http.Dispose();

    [Theory]
    [MemberData(nameof(Validations))]
    public async Task Post_RecordedDocument_IsAnsweredAsByAKubeApiServer(string name)
    {
        var question = GoldenFile.Question("customresources/validation.json", name);
        var number = GoldenFile.Read("customresources/validation.json").Select(each => each!["name"]!.GetValue<string>()).ToList().IndexOf(name);
        var (path, type) = await DefineAsync($"validation{number}s", question["schema"]!);
        foreach (var recorded in question["cases"]!.AsArray().Where(recorded => recorded!["old"] is null))
        {
            var document = Merged(type, new JsonObject { ["metadata"] = new JsonObject { ["name"] = "x" } });
            foreach (var (field, value) in recorded!["document"]!.AsObject())
            {
                document[field] = value?.DeepClone(); // Nulls count here.
            }

            var (code, answer, warnings) = await SendAsync(HttpMethod.Post, path, document);

            var want = recorded["want"]!;
            code.Should().Be(want["code"]?.GetValue<int>() ?? 201, answer.ToJsonString());
            if (code == 201)
            {
                warnings.Should().BeEquivalentTo(want["warnings"]?.AsArray().Select(warning => warning!.GetValue<string>()) ?? []);
                await SendAsync(HttpMethod.Delete, $"{path}/x", null);
            }
            else
            {
                GoldenFile.Causes(answer["details"]!).Should().Equal(GoldenFile.Causes(want));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task Post_RefusedDefinition_HasOneCauseForEachFault(string name)
    {
        var question = GoldenFile.Question("customresources/definitions.json", name);
        var type = new JsonObject { ["apiVersion"] = "apiextensions.k8s.io/v1", ["kind"] = "CustomResourceDefinition" };

        var (code, answer, _) = await SendAsync(HttpMethod.Post, Definitions, Merged(type, question["definition"]!));

        code.Should().Be(422);
        answer["details"]!["causes"]!.AsArray().Select(cause => $"{cause!["reason"]} {cause["field"]}").Order(StringComparer.Ordinal)
            .Should().Equal(question["want"]!["causes"]!.AsArray().Select(cause => $"{cause!["reason"]} {cause["field"]}").Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Writes))]
    public async Task Write_RecordedSteps_AreAnsweredAsByAKubeApiServer(string name)
    {
        var question = GoldenFile.Question("managedfields/apply.json", name);
        var number = GoldenFile.Read("managedfields/apply.json").Select(each => each!["name"]!.GetValue<string>()).ToList().IndexOf(name);
        var (path, type) = question["path"] is { } builtIn
            ? (builtIn.GetValue<string>(), new JsonObject { ["apiVersion"] = question["apiVersion"]!.DeepClone(), ["kind"] = question["kind"]!.DeepClone() })
            : await DefineAsync("apply0s", question["schema"]!);
        foreach (var step in question["steps"]!.AsArray().Select(step => step!.AsObject()))
        {
            var (code, answer) = await DoAsync(step, path, type, $"x{number}");

            var want = step["want"]!;
            code.Should().Be(want["code"]?.GetValue<int>() ?? (code == 201 ? 201 : 200), answer.ToJsonString());
            if (code < 300)
            {
                Managers(answer["metadata"]!["managedFields"], question["only"]).Should().Equal(
                    Managers((step["other"]?["managedFields"] ?? want["managedFields"]), question["only"]));
            }
        }
    }

    private static IEnumerable<string> Managers(JsonNode? entries, JsonNode? only) => (entries as JsonArray ?? [])
        .Where(entry => only is null || JsonNode.DeepEquals(entry!["operation"], only))
        .Select(entry => $"{entry!["manager"]} {entry["operation"]} {entry["apiVersion"]} {entry["subresource"]} {CanonicalJson.Of(entry["fieldsV1"])}")
        .Order(StringComparer.Ordinal);

    private async Task<(int Code, JsonObject Answer)> DoAsync(JsonObject step, string path, JsonObject type, string name)
    {
        var url = $"{path}/{name}{(step["subresource"] is { } part ? $"/{part}" : "")}";
        var query = $"?fieldManager={step["manager"]}{(step["force"] is null ? "" : "&force=true")}";
        var named = Merged(type, new JsonObject { ["metadata"] = new JsonObject { ["name"] = name } });
        var (code, answer, _) = step["op"]!.GetValue<string>() switch
        {
            "create" => await SendAsync(HttpMethod.Post, path + query, Merged(named, step["document"]!)),
            "apply" => await SendAsync(HttpMethod.Patch, url + query, Merged(named, step["document"]!), "application/apply-patch+yaml"),
            _ => await SendAsync(HttpMethod.Put, url + query, Merged((await SendAsync(HttpMethod.Get, $"{path}/{name}", null)).Answer, step["change"]!)),
        };
        return (code, answer);
    }

    /// <summary>Makes the resource, unless another test has.</summary>
    private async Task<(string Path, JsonObject Type)> DefineAsync(string plural, JsonNode schema)
    {
        var kind = char.ToUpperInvariant(plural[0]) + plural[1..^1];
        await SendAsync(HttpMethod.Post, Definitions, new JsonObject
        {
            ["metadata"] = new JsonObject { ["name"] = $"{plural}.record.example" },
            ["spec"] = new JsonObject
            {
                ["group"] = "record.example",
                ["scope"] = "Namespaced",
                ["names"] = new JsonObject { ["plural"] = plural, ["kind"] = kind },
                ["versions"] = new JsonArray(new JsonObject
                {
                    ["name"] = "v1",
                    ["served"] = true,
                    ["storage"] = true,
                    ["subresources"] = new JsonObject { ["status"] = new JsonObject() },
                    ["schema"] = new JsonObject { ["openAPIV3Schema"] = schema.DeepClone() },
                }),
            },
        });
        var path = $"/apis/record.example/v1/namespaces/default/{plural}";
        await Eventually.Succeeds(async () => (await SendAsync(HttpMethod.Get, path, null)).Code.Should().Be(200));
        return (path, new() { ["apiVersion"] = "record.example/v1", ["kind"] = kind });
    }

    private async Task<(int Code, JsonObject Answer, IReadOnlyList<string> Warnings)> SendAsync(
        HttpMethod method, string path, JsonObject? body, string contentType = "application/json")
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
        {
            request.Content = new StringContent(body.ToJsonString(), Encoding.UTF8, MediaTypeHeaderValue.Parse(contentType));
        }

        using var response = await _http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        var warnings = response.Headers.TryGetValues("Warning", out var values) ? values : [];
        return (
            (int)response.StatusCode,
            text.StartsWith('{') ? JsonNode.Parse(text)!.AsObject() : new() { ["text"] = text },
            [.. warnings.Select(warning => warning[7..^1].Replace("\\\"", "\"", StringComparison.Ordinal))]);
    }

    private static JsonObject Merged(JsonObject target, params IReadOnlyList<JsonNode> patches)
    {
        var result = target.DeepClone().AsObject();
        foreach (var (name, value) in patches.SelectMany(patch => patch.AsObject()))
        {
            if (value is null)
            {
                result.Remove(name);
            }
            else
            {
                result[name] = value is JsonObject ? Merged(result[name] as JsonObject ?? [], value) : value.DeepClone();
            }
        }

        return result;
    }
}
