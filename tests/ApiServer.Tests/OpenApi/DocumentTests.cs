using System.Text.Json.Nodes;

namespace ImageStreams.ApiServer.Tests;

/// <summary>What the server tells of itself, at its own port.</summary>
public sealed class DocumentTests : IAsyncLifetime
{
    private ScriptedServer _server = null!;

    public async Task InitializeAsync() => _server = await ScriptedServer.StartAsync();

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task Resources_AreThoseOfTheGroup()
    {
        var list = (await _server.As().GetAsync(ApiClient.Group)).Expect(200);

        (list["kind"]!.ToString(), list["groupVersion"]!.ToString()).Should().Be(("APIResourceList", "image.openshift.io/v1"));
        list["resources"]!.AsArray().Select(r => $"{r!["name"]} {r["singularName"]} {r["kind"]} {r["namespaced"]} {string.Join(',', Texts(r["verbs"]))} {string.Join(',', Texts(r["shortNames"]))} {string.Join(',', Texts(r["categories"]))}".TrimEnd())
            .Should().Equal(
                "images image Image false create,delete,deletecollection,get,list,patch,update,watch",
                "imagesignatures imagesignature ImageSignature false create,delete",
                "imagestreamimages imagestreamimage ImageStreamImage true get isimage",
                "imagestreamimports imagestreamimport ImageStreamImport true create",
                "imagestreammappings imagestreammapping ImageStreamMapping true create",
                "imagestreams imagestream ImageStream true create,delete,deletecollection,get,list,patch,update,watch is all",
                "imagestreams/layers  ImageStreamLayers true get",
                "imagestreams/secrets  SecretList true get",
                "imagestreams/status  ImageStream true get,patch,update",
                "imagestreamtags imagestreamtag ImageStreamTag true create,delete,get,list,patch,update,watch istag",
                "imagetags imagetag ImageTag true create,delete,get,list,patch,update,watch itag");
        list["resources"]!.AsArray().Where(r => r!["storageVersionHash"] is not null).Select(r => r!["name"]!.ToString()).Should().Equal("images", "imagestreams");
    }

    [Fact]
    public async Task Discovery_Aggregated_SaysTheSame_AndKnowsWhenNothingHasChanged()
    {
        const string Aggregated = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";
        var legacy = (await _server.As().GetAsync(ApiClient.Group)).Expect(200)["resources"]!.AsArray().Select(r => r!["name"]!.ToString());

        var answer = await _server.As().GetAsync("/apis", Aggregated);

        var version = answer.Expect(200)["items"]!.AsArray().Should().ContainSingle().Which!["versions"]!.AsArray().Should().ContainSingle().Which!;
        answer.ContentHeaders.ContentType!.ToString().Replace(" ", "", StringComparison.Ordinal).Should().Be(Aggregated);
        (version["version"]!.ToString(), version["freshness"]!.ToString()).Should().Be(("v1", "Current"));
        version["resources"]!.AsArray()
            .SelectMany(r => (r!["subresources"]?.AsArray() ?? []).Select(s => $"{r["resource"]}/{s!["subresource"]}").Prepend(r["resource"]!.ToString()))
            .Should().BeEquivalentTo(legacy);
        var again = await _server.As().SendAsync(HttpMethod.Get, "/apis", null, null, Aggregated, ("If-None-Match", answer.Headers.ETag!.Tag));
        again.Code.Should().Be(304);
    }

    [Theory]
    [InlineData("/openapi/v2", "/definitions/")]
    [InlineData("/openapi/v3/apis/image.openshift.io/v1", "/components/schemas/")]
    public async Task Schemas_AreWhole_AndNameTheirKinds(string path, string where)
    {
        var document = (await _server.As().GetAsync(path)).Expect(200);

        var schemas = where.Trim('/').Split('/').Aggregate(document, (node, part) => node[part]!).AsObject();
        References(document).Distinct().Should().OnlyContain(reference => schemas.ContainsKey(reference.Substring($"#{where}".Length)));
        schemas.SelectMany(s => s.Value!["x-kubernetes-group-version-kind"]?.AsArray().Select(k => $"{k!["group"]}/{k["version"]} {k["kind"]}") ?? [])
            .Should().Contain(["image.openshift.io/v1 Image", "image.openshift.io/v1 ImageList", "image.openshift.io/v1 ImageStream", "image.openshift.io/v1 ImageStreamList",
                "image.openshift.io/v1 ImageStreamImage", "image.openshift.io/v1 ImageStreamLayers", "image.openshift.io/v1 ImageStreamTag", "image.openshift.io/v1 ImageStreamTagList"]);
        var paths = document["paths"]!.AsObject();
        var methods = ((string, string)[])
        [
            ("imagestreams", "delete,get,post"), ("imagestreams/{name}", "delete,get,patch,put"), ("imagestreams/{name}/layers", "get"), ("imagestreams/{name}/status", "get,patch,put"),
            ("imagestreamtags", "get,post"), ("imagestreamtags/{name}", "delete,get,patch,put"), ("imagetags/{name}", "delete,get,patch,put"), ("imagestreamimages/{name}", "get"),
        ];
        foreach (var (resource, verbs) in methods)
        {
            paths[$"{ApiClient.Group}/namespaces/{{namespace}}/{resource}"]!.AsObject().Select(m => m.Key).Where(m => m != "parameters").Order(StringComparer.Ordinal)
                .Should().Equal(verbs.Split(','), "of {0}", resource);
        }

        paths.Should().NotContainKey($"{ApiClient.Group}/namespaces/{{namespace}}/imagestreamimages");
    }

    [Theory]
    [InlineData("/openapi/v2", "/definitions/")]
    [InlineData("/openapi/v3/apis/image.openshift.io/v1", "/components/schemas/")]
    public async Task Schemas_SayOfEveryKindAndField_WhatItIs(string path, string where)
    {
        var document = (await _server.As().GetAsync(path)).Expect(200);

        var schemas = where.Trim('/').Split('/').Aggregate(document, (node, part) => node[part]!).AsObject();
        var silent = schemas.SelectMany(s => (s.Value!["properties"]?.AsObject() ?? [])
            .Select(p => (Name: $"{s.Key}.{p.Key}", Text: (string?)p.Value!["description"]))
            .Prepend((Name: s.Key, Text: (string?)s.Value["description"])))
            .Where(t => string.IsNullOrWhiteSpace(t.Text)).Select(t => t.Name);
        silent.Should().BeEmpty();
        document["paths"]!.AsObject().SelectMany(p => p.Value!.AsObject().Where(m => m.Key != "parameters").Select(m => (string?)m.Value!["description"])).Should().NotContainNulls();
    }

    [Theory]
    [InlineData("/openapi/v2", "/definitions/")]
    [InlineData("/openapi/v3/apis/image.openshift.io/v1", "/components/schemas/")]
    public async Task Schemas_OfEveryGroup_NameThisOneToo(string path, string where)
    {
        var document = (await _server.As().GetAsync(path)).Expect(200);

        var schemas = where.Trim('/').Split('/').Aggregate(document, (node, part) => node[part]!).AsObject();
        foreach (var kind in (string[])["DeleteOptions", "WatchEvent"])
        {
            schemas[$"io.k8s.apimachinery.pkg.apis.meta.v1.{kind}"]!["x-kubernetes-group-version-kind"]!.ToJsonString().Should().Be(
                $$"""[{"group":"","kind":"{{kind}}","version":"v1"},{"group":"image.openshift.io","kind":"{{kind}}","version":"v1"}]""");
        }
    }

    [Fact]
    public async Task Schemas_RequireWhatTheApiAlwaysWrites()
    {
        var document = (await _server.As().GetAsync("/openapi/v3/apis/image.openshift.io/v1")).Expect(200);

        string[] Required(string kind) => [.. Texts(document["components"]!["schemas"]![$"com.github.openshift.api.image.v1.{kind}"]!["required"])];
        Required("TagReference").Should().Equal("name");
        Required("TagReferencePolicy").Should().Equal("type");
        Required("ImageLookupPolicy").Should().Equal("local");
        Required("NamedTagEventList").Should().Equal("items", "tag");
        Required("ImageStreamStatus").Should().Equal("dockerImageRepository");
    }

    [Fact]
    public async Task OpenApi_Index_LeadsToTheDocument()
    {
        var paths = (await _server.As().GetAsync("/openapi/v3")).Expect(200)["paths"]!;

        var url = paths["apis/image.openshift.io/v1"]!["serverRelativeURL"]!.ToString();

        (await _server.As().GetAsync(url)).Expect(200)["openapi"]!.ToString().Should().StartWith("3.0");
    }

    [Theory]
    [InlineData("/nowhere", 404)]
    [InlineData("/api", 404)]
    [InlineData("/apis/apps", 404)]
    [InlineData("/apis/image.openshift.io/v2", 404)]
    [InlineData("/apis/image.openshift.io/v1stored/imagestreams", 404)]
    [InlineData("/readyz/nothing", 404)]
    [InlineData("/", 200)]
    [InlineData("/version", 200)]
    [InlineData("/metrics", 200)]
    [InlineData("/apis/image.openshift.io", 200)]
    public async Task Path_IsServedOrNot(string path, int code) => (await _server.As().GetAsync(path)).Code.Should().Be(code);

    private static IEnumerable<string> Texts(JsonNode? list) => list?.AsArray().Select(n => n!.ToString()) ?? [];

    private static IEnumerable<string> References(JsonNode? node) => node switch
    {
        JsonObject o => o.SelectMany(p => p.Key == "$ref" && p.Value is JsonValue ? [p.Value.ToString()] : References(p.Value)),
        JsonArray a => a.SelectMany(References),
        _ => [],
    };
}
