using System.Net;
using System.Text.Json.Nodes;

namespace ImageStreams.GenericApiServer.Tests;

public sealed class DiscoveryTests
{
    private const string Aggregated = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";

    [Fact]
    public async Task Groups_AreListedWithTheirPreferredVersion()
    {
        await using var api = await ToyServer.StartAsync();

        JsonEquals(await api.Client.GetStringAsync("/apis"), """
            {"kind":"APIGroupList","apiVersion":"v1","groups":[{"name":"toys.example.com",
             "versions":[{"groupVersion":"toys.example.com/v1","version":"v1"},{"groupVersion":"toys.example.com/v1alpha1","version":"v1alpha1"}],
             "preferredVersion":{"groupVersion":"toys.example.com/v1","version":"v1"}}]}
            """);
        (await api.Client.GetStringAsync("/apis/toys.example.com/")).Should().StartWith("""{"kind":"APIGroup","apiVersion":"v1","name":"toys.example.com",""");
    }

    [Fact]
    public async Task Resources_AreListedWithTheirSubresources()
    {
        await using var api = await ToyServer.StartAsync();

        JsonEquals(await api.Client.GetStringAsync("/apis/toys.example.com/v1"), """
            {"kind":"APIResourceList","apiVersion":"v1","groupVersion":"toys.example.com/v1","resources":[
             {"name":"toychecks","singularName":"toycheck","namespaced":false,"kind":"ToyCheck","verbs":["create"]},
             {"name":"toys","singularName":"toy","namespaced":true,"kind":"Toy","verbs":["create","delete","deletecollection","get","list","patch","update","watch"],
              "shortNames":["ty"],"categories":["all"],"storageVersionHash":"abc="},
             {"name":"toys/scale","singularName":"","namespaced":true,"group":"autoscaling","version":"v1","kind":"Scale","verbs":["get"]},
             {"name":"toys/status","singularName":"","namespaced":true,"kind":"Toy","verbs":["get","patch","update"]}]}
            """);
    }

    [Fact]
    public async Task Aggregated_TellsAllInOneDocument_AndNothingTwice()
    {
        await using var api = await ToyServer.StartAsync();

        using var first = await GetAsync(api, "/apis", $"{Aggregated},application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList,application/json", "");
        using var second = await GetAsync(api, "/apis", Aggregated, first.Headers.ETag!.Tag);

        first.Content.Headers.NonValidated["Content-Type"].ToString().Should().Be(Aggregated);
        JsonEquals(await first.Content.ReadAsStringAsync(), """
            {"kind":"APIGroupDiscoveryList","apiVersion":"apidiscovery.k8s.io/v2","metadata":{},"items":[{"metadata":{"name":"toys.example.com"},"versions":[
             {"version":"v1","resources":[
              {"resource":"toychecks","responseKind":{"group":"","version":"","kind":"ToyCheck"},"scope":"Cluster","singularResource":"toycheck","verbs":["create"]},
              {"resource":"toys","responseKind":{"group":"","version":"","kind":"Toy"},"scope":"Namespaced","singularResource":"toy",
               "verbs":["create","delete","deletecollection","get","list","patch","update","watch"],"shortNames":["ty"],"categories":["all"],"subresources":[
                {"subresource":"scale","responseKind":{"group":"autoscaling","version":"v1","kind":"Scale"},"verbs":["get"]},
                {"subresource":"status","responseKind":{"group":"","version":"","kind":"Toy"},"verbs":["get","patch","update"]}]}],"freshness":"Current"},
             {"version":"v1alpha1","resources":[],"freshness":"Current"}]}]}
            """);
        second.StatusCode.Should().Be(HttpStatusCode.NotModified);
    }

    [Fact]
    public async Task CoreGroup_HasItsOwnPaths()
    {
        IReadOnlyList<ApiGroupDescription> groups = [new("", [new("v1", [])]), new("g", [new("v1", [])])];
        var endpoints = new DiscoveryEndpoints(() => groups);
        await using var api = await TestApi.StartAsync(c => (endpoints.Find(c) ?? PathResults.NotFoundText()).ExecuteAsync(c));

        JsonNode.Parse(await api.Client.GetStringAsync("/api"))!["versions"]!.ToJsonString().Should().Be("""["v1"]""");
        JsonNode.Parse(await api.Client.GetStringAsync("/api/v1"))!["groupVersion"]!.GetValue<string>().Should().Be("v1");
        JsonNode.Parse(await api.Client.GetStringAsync("/apis"))!["groups"]!.AsArray().Should().HaveCount(1);
        using var core = await GetAsync(api, "/api", Aggregated, "");
        JsonNode.Parse(await core.Content.ReadAsStringAsync())!["items"]![0]!["metadata"]!.AsObject().Should().BeEmpty();
    }

    [Theory]
    [InlineData("GET", "/apis/nope.example.com/v1", HttpStatusCode.NotFound, "404 page not found\n")]
    [InlineData("GET", "/nope", HttpStatusCode.NotFound, "404 page not found\n")]
    [InlineData("GET", "/apis/toys.example.com/v2", HttpStatusCode.NotFound, "the server could not find the requested resource")]
    [InlineData("POST", "/apis", HttpStatusCode.MethodNotAllowed, "the server does not allow this method on the requested resource")]
    public async Task WhatIsNotThere_IsAnsweredAsAKubeApiserverDoes(string method, string path, HttpStatusCode code, string text)
    {
        await using var api = await ToyServer.StartAsync();
        using var request = new HttpRequestMessage(new HttpMethod(method), path);

        using var response = await api.Client.SendAsync(request);

        response.StatusCode.Should().Be(code);
        (await response.Content.ReadAsStringAsync()).Should().Contain(text);
    }

    [Fact]
    public async Task Documents_OfAFormThatIsNotServed_Are406()
    {
        await using var api = await ToyServer.StartAsync();

        using var response = await GetAsync(api, "/apis/toys.example.com/v1", Aggregated, "");

        response.StatusCode.Should().Be(HttpStatusCode.NotAcceptable);
    }

    [Fact]
    public async Task Index_AndVersion_AreDocumentsToo()
    {
        await using var api = await TestApi.StartAsync(c => (c.Request.Path == "/version"
            ? new VersionInfo("1", "36", "v1.36.0", "abc", "2026-01-01T00:00:00Z").ToResult()
            : PathResults.Index(["/version", "/apis"])).ExecuteAsync(c));

        (await api.Client.GetStringAsync("/")).Trim().Should().Be("""{"paths":["/apis","/version"]}""");
        JsonNode.Parse(await api.Client.GetStringAsync("/version"))!["gitVersion"]!.GetValue<string>().Should().Be("v1.36.0");
    }

    private static async Task<HttpResponseMessage> GetAsync(TestApi api, string path, string accept, string tag)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.TryAddWithoutValidation("Accept", accept);
        request.Headers.TryAddWithoutValidation("If-None-Match", tag);
        return await api.Client.SendAsync(request);
    }

    private static void JsonEquals(string have, string want) =>
        JsonNode.DeepEquals(JsonNode.Parse(have), JsonNode.Parse(want)).Should().BeTrue("have {0}", have);
}
