using System.Net;
using System.Text.Json.Nodes;

namespace ImageStreams.GenericApiServer.Tests;

public sealed class OpenApiTests
{
    private const string Document = "/openapi/v3/apis/toys.example.com/v1";

    private static readonly string[] Verbs = ["get", "put", "post", "delete", "patch"];

    [Fact]
    public async Task Index_NamesEveryDocumentWithItsHash_ThoseOfOthersToo()
    {
        await using var api = await ToyServer.StartAsync();

        using var response = await api.Client.GetAsync("/openapi/v3");

        response.Content.Headers.ContentType!.ToString().Should().Be("text/plain; charset=utf-8");
        var paths = JsonNode.Parse(await response.Content.ReadAsStringAsync())!["paths"]!.AsObject();
        paths.Select(p => p.Key).Should().Equal(
            "apis/other.example.com/v1", "apis/toys.example.com", "apis/toys.example.com/v1", "apis/toys.example.com/v1alpha1");
        var address = paths["apis/toys.example.com/v1"]!["serverRelativeURL"]!.GetValue<string>();
        using var document = await api.Client.GetAsync(address);
        document.Headers.ETag!.Tag.Should().Be($"\"{address.Split("hash=")[1]}\"");
        document.Headers.CacheControl!.Public.Should().BeTrue();
    }

    [Fact]
    public async Task Document_HasThePathsThatTheVerbsGive()
    {
        await using var api = await ToyServer.StartAsync();

        var document = JsonNode.Parse(await api.Client.GetStringAsync(Document))!;

        Operations(document).Should().Equal(
            "/apis/toys.example.com/v1/ get",
            "/apis/toys.example.com/v1/namespaces/{namespace}/toys get post delete",
            "/apis/toys.example.com/v1/namespaces/{namespace}/toys/{name} get put delete patch",
            "/apis/toys.example.com/v1/namespaces/{namespace}/toys/{name}/scale get",
            "/apis/toys.example.com/v1/namespaces/{namespace}/toys/{name}/status get put patch",
            "/apis/toys.example.com/v1/toychecks post",
            "/apis/toys.example.com/v1/toys get",
            "/apis/toys.example.com/v1/watch/namespaces/{namespace}/toys get",
            "/apis/toys.example.com/v1/watch/namespaces/{namespace}/toys/{name} get",
            "/apis/toys.example.com/v1/watch/toys get");
    }

    [Fact]
    public async Task Operations_TellClientsWhatTheyNeedToKnow()
    {
        await using var api = await ToyServer.StartAsync();

        var patch = JsonNode.Parse(await api.Client.GetStringAsync(Document))!["paths"]!["/apis/toys.example.com/v1/namespaces/{namespace}/toys/{name}"]!["patch"]!;

        patch["x-kubernetes-action"]!.GetValue<string>().Should().Be("patch");
        patch["x-kubernetes-group-version-kind"]!.ToJsonString().Should().Be("""{"group":"toys.example.com","version":"v1","kind":"Toy"}""");
        patch["parameters"]!.AsArray().Select(p => p!["name"]!.GetValue<string>()).Should().Equal("dryRun", "fieldManager", "fieldValidation", "force");
        patch["requestBody"]!["content"]!.AsObject().Select(c => c.Key).Should()
            .Equal("application/json-patch+json", "application/merge-patch+json", "application/apply-patch+yaml");
        patch["responses"]!["200"]!["content"]!["application/json"]!["schema"]!["$ref"]!.GetValue<string>()
            .Should().Be("#/components/schemas/com.example.toys.v1.Toy");
        patch["operationId"]!.GetValue<string>().Should().Be("patchToysExampleComV1NamespacedToy");
    }

    [Fact]
    public async Task Document_HasOnlyTheSchemasThatItRefersTo()
    {
        await using var api = await ToyServer.StartAsync();

        var schemas = JsonNode.Parse(await api.Client.GetStringAsync(Document))!["components"]!["schemas"]!.AsObject();

        schemas.Select(s => s.Key).Should().Equal(
            "com.example.toys.v1.Toy",
            "com.example.toys.v1.ToyList",
            "com.example.toys.v1.ToySpec",
            "io.k8s.apimachinery.pkg.apis.meta.v1.DeleteOptions",
            "io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta",
            "io.k8s.apimachinery.pkg.apis.meta.v1.Status",
            "io.k8s.apimachinery.pkg.apis.meta.v1.WatchEvent");
    }

    [Theory]
    [InlineData(Document, "components/schemas", "v1", "toys.example.com/v1")]
    [InlineData("/openapi/v2", "definitions", "v1", "toys.example.com/v1", "toys.example.com/v1alpha1")]
    public async Task KindsOfEveryGroup_NameTheGroupVersionsOfTheDocument(string path, string where, params string[] expected)
    {
        await using var api = await ToyServer.StartAsync();

        var document = JsonNode.Parse(await api.Client.GetStringAsync(path))!;

        foreach (var kind in (string[])["DeleteOptions", "WatchEvent"])
        {
            var schema = where.Split('/').Aggregate(document, (node, step) => node[step]!)[$"io.k8s.apimachinery.pkg.apis.meta.v1.{kind}"]!;
            schema["x-kubernetes-group-version-kind"]!.AsArray().Select(k => $"{k!["group"]}/{k["version"]}".TrimStart('/')).Should().Equal(expected);
        }
    }

    [Fact]
    public async Task Watches_AnswerWithEvents()
    {
        await using var api = await ToyServer.StartAsync();

        var watch = JsonNode.Parse(await api.Client.GetStringAsync(Document))!["paths"]!["/apis/toys.example.com/v1/watch/toys"]!["get"]!;

        watch["responses"]!["200"]!["content"]!["application/json"]!["schema"]!["$ref"]!.GetValue<string>().Should().EndWith(".WatchEvent");
        watch["x-kubernetes-group-version-kind"]!["kind"]!.GetValue<string>().Should().Be("Toy");
    }

    [Fact]
    public async Task OperationIds_AreUnique()
    {
        await using var api = await ToyServer.StartAsync();
        var document = JsonNode.Parse(await api.Client.GetStringAsync("/openapi/v2"))!;

        var ids = document["paths"]!.AsObject().SelectMany(p => p.Value!.AsObject())
            .Where(o => Verbs.Contains(o.Key)).Select(o => o.Value!["operationId"]!.GetValue<string>()).ToList();

        ids.Should().OnlyHaveUniqueItems().And.HaveCountGreaterThan(15);
    }

    [Fact]
    public async Task V2_IsTheSameInTheOldForm()
    {
        await using var api = await ToyServer.StartAsync();

        var text = await api.Client.GetStringAsync("/openapi/v2");

        var document = JsonNode.Parse(text)!;
        text.Should().NotContain("#/components/").And.NotContain("nullable").And.NotContain("allOf").And.NotContain("requestBody");
        document["definitions"]!["com.example.toys.v1.Toy"]!["properties"]!["spec"]!.ToJsonString().Should()
            .Be("""{"description":"What the toy should be.","$ref":"#/definitions/com.example.toys.v1.ToySpec"}""");
        var create = document["paths"]!["/apis/toys.example.com/v1/namespaces/{namespace}/toys"]!["post"]!;
        create["parameters"]![0]!.ToJsonString().Should()
            .Be("""{"name":"body","in":"body","schema":{"$ref":"#/definitions/com.example.toys.v1.Toy"},"required":true}""");
        create["parameters"]![1]!["type"]!.GetValue<string>().Should().Be("string");
        create["responses"]!["201"]!["schema"]!["$ref"]!.GetValue<string>().Should().Be("#/definitions/com.example.toys.v1.Toy");
        Operations(document).Should().Contain("/apis/toys.example.com/ get").And.Contain("/apis/toys.example.com/v1alpha1/ get");
    }

    [Theory]
    [InlineData(Document + "?hash=abc", "", HttpStatusCode.MovedPermanently)]
    [InlineData("/openapi/v3/apis/nope/v1", "", HttpStatusCode.NotFound)]
    [InlineData(Document, "application/com.github.proto-openapi.spec.v3@v1.0+protobuf", HttpStatusCode.NotAcceptable)]
    [InlineData("/openapi/v2", "application/com.github.proto-openapi.spec.v2@v1.0+protobuf", HttpStatusCode.OK)]
    [InlineData("/openapi/v2", "application/com.github.proto-openapi.spec.v3@v1.0+protobuf", HttpStatusCode.NotAcceptable)]
    [InlineData("/openapi/v2", "*/*", HttpStatusCode.OK)]
    public async Task WhatIsAskedFor_DecidesTheAnswer(string path, string accept, HttpStatusCode expected)
    {
        await using var api = await ToyServer.StartAsync();
        using var handler = new HttpClientHandler { AllowAutoRedirect = false };
        using var client = new HttpClient(handler) { BaseAddress = api.Address };
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.TryAddWithoutValidation("Accept", accept);

        using var response = await client.SendAsync(request);

        response.StatusCode.Should().Be(expected);
    }

    [Fact]
    public async Task AKnownDocument_IsNotSentAgain()
    {
        await using var api = await ToyServer.StartAsync();
        using var first = await api.Client.GetAsync(Document);
        using var request = new HttpRequestMessage(HttpMethod.Get, Document);
        request.Headers.IfNoneMatch.Add(first.Headers.ETag!);

        using var second = await api.Client.SendAsync(request);

        second.StatusCode.Should().Be(HttpStatusCode.NotModified);
    }

    [Fact]
    public async Task ANewModel_GivesNewDocuments()
    {
        var model = ToyServer.Model;
        var endpoints = new OpenApiEndpoints(() => model);
        await using var api = await TestApi.StartAsync(c => (endpoints.Find(c) ?? PathResults.NotFoundText()).ExecuteAsync(c));
        var before = await api.Client.GetStringAsync(Document);

        model = model with { Version = "v0.2.0" };

        (await api.Client.GetStringAsync(Document)).Should().NotBe(before).And.Contain("v0.2.0");
    }

    private static IEnumerable<string> Operations(JsonNode document) => document["paths"]!.AsObject()
        .Select(p => $"{p.Key} {string.Join(' ', Verbs.Where(p.Value!.AsObject().ContainsKey).OrderBy(v => Array.IndexOf(["get", "post", "put", "delete", "patch"], v)))}");
}
