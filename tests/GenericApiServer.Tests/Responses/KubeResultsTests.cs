using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using ImageStreams.Entities;
using Microsoft.AspNetCore.Http;

namespace ImageStreams.GenericApiServer.Tests;

public sealed class KubeResultsTests
{
    private const string Table = "application/json;as=Table;v=v1;g=meta.k8s.io";
    private const string Partial = "application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io";
    private const string PartialList = "application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io";

    private static readonly ConfigMap Map = new()
    {
        Kind = "ConfigMap",
        ApiVersion = "v1",
        Metadata = new() { Name = "a", ResourceVersion = "7" },
        Data = new Dictionary<string, string> { ["k"] = "<é>" },
    };

    private static readonly TableLayout<ConfigMap> Layout = new(
        [TableColumn.NameColumn, new("Data", "integer", "", "How many.", 0)],
        (map, _) => [map.Metadata!.Name, map.Data!.Count]);

    private static readonly IResult One = KubeResults.Object(Map, EntitiesJsonContext.Default.ConfigMap, Layout);

    private static readonly IResult Many = KubeResults.List(
        new KubernetesList<ConfigMap> { Kind = "ConfigMapList", ApiVersion = "v1", Metadata = new() { ResourceVersion = "9", Continue = "c" }, Items = [Map] },
        EntitiesJsonContext.Default.ConfigMap,
        Layout);

    private static readonly IResult Stored = KubeResults.List(
        new StoredList("ConfigMapList", "ConfigMap", "v1", new() { ResourceVersion = "9" }, [KubeJson.ToUtf8(Map, EntitiesJsonContext.Default.ConfigMap)]));

    [Theory]
    [InlineData("", "application/json")]
    [InlineData("*/*", "application/json")]
    [InlineData("*/*;q=0.1,application/*", "application/json")]
    [InlineData("application/yaml", "application/yaml")]
    [InlineData("application/json;q=0.1,application/yaml;q=0.9", "application/yaml")]
    [InlineData("application/yaml;q=0,application/json", "application/json")]
    [InlineData("application/vnd.kubernetes.protobuf,application/json", "application/json")]
    [InlineData("application/json;as=Table;v=v2;g=meta.k8s.io,application/json", "application/json")]
    public async Task Object_ComesInTheMostWantedFormThatIsServed(string accept, string mediaType)
    {
        var answer = await GetAsync(One, accept);

        (answer.Status, answer.MediaType).Should().Be((HttpStatusCode.OK, mediaType));
        answer.Text.Should().Be(mediaType == "application/yaml"
            ? "apiVersion: v1\ndata:\n  k: <é>\nkind: ConfigMap\nmetadata:\n  name: a\n  resourceVersion: \"7\"\n"
            : """{"kind":"ConfigMap","apiVersion":"v1","metadata":{"name":"a","resourceVersion":"7"},"data":{"k":"<é>"}}""" + "\n");
    }

    [Theory]
    [InlineData("application/cbor", "406: Not Acceptable\n\nAvailable representations: application/json, application/yaml")]
    [InlineData("text/html", "406: Not Acceptable\n\nAvailable representations: application/json, application/yaml")]
    [InlineData("application/json;as=Foo;v=v1;g=meta.k8s.io", "only the following media types are accepted: application/json, application/yaml")]
    [InlineData("application/json;as=Table;v=v2;g=meta.k8s.io", "only the following media types are accepted: application/json, application/yaml")]
    [InlineData(PartialList, "you requested PartialObjectMetadataList, but the requested object is not a list (ConfigMap)")]
    public async Task Object_InAFormThatIsNotServed_Is406_NamingThoseThatAre(string accept, string message)
    {
        var answer = await GetAsync(One, accept);

        answer.Status.Should().Be(HttpStatusCode.NotAcceptable);
        answer.Json["message"]!.GetValue<string>().Should().Be(message);
    }

    [Fact]
    public async Task Status_InYaml_IsYamlEvenAsAnError()
    {
        var answer = await GetAsync(KubeResults.Status(ApiException.NotFound(new("", "namespaces"), "nope").Status), "application/yaml");

        answer.MediaType.Should().Be("application/yaml");
        answer.Text.Should().Be(
            "apiVersion: v1\ncode: 404\ndetails:\n  kind: namespaces\n  name: nope\nkind: Status\nmessage: namespaces \"nope\" not found\nmetadata: {}\nreason: NotFound\nstatus: Failure\n");
    }

    [Theory]
    [InlineData("?pretty=true", "", true)]
    [InlineData("?pretty=false", "curl/8", false)]
    [InlineData("", "curl/8", true)]
    [InlineData("", "kubectl/v1", false)]
    public async Task Json_IsLaidOutForPeopleAndTheirTools(string query, string agent, bool pretty)
    {
        foreach (var result in (IResult[])[One, Many, Stored])
        {
            var answer = await GetAsync(result, "", query, agent);

            answer.Text.StartsWith("{\n  \"kind\"", StringComparison.Ordinal).Should().Be(pretty);
        }
    }

    [Fact]
    public async Task StoredList_IsTheSameListAsATypedOne()
    {
        var (typed, stored) = (await GetAsync(Many, ""), await GetAsync(Stored, ""));

        typed.Text.Replace(",\"continue\":\"c\"", "", StringComparison.Ordinal).Should().Be(stored.Text);
        (await GetAsync(Stored, "application/yaml")).Text.Should().StartWith("apiVersion: v1\nitems:\n- apiVersion: v1\n  data:\n    k: <é>\n");
    }

    [Fact]
    public async Task Table_OfOneObject_HasItsColumnsAndMetadata()
    {
        var table = (await GetAsync(One, Table)).Json;

        table["kind"]!.GetValue<string>().Should().Be("Table");
        table["metadata"]!.ToJsonString().Should().Be("""{"resourceVersion":"7"}""");
        table["columnDefinitions"]![1]!.ToJsonString().Should().Be("""{"name":"Data","type":"integer","format":"","description":"How many.","priority":0}""");
        table["rows"]!.ToJsonString().Should().Be(
            """[{"cells":["a",1],"object":{"kind":"PartialObjectMetadata","apiVersion":"meta.k8s.io/v1","metadata":{"name":"a","resourceVersion":"7"}}}]""");
    }

    [Fact]
    public async Task Table_OfAList_HasTheListsMetadata()
    {
        var table = (await GetAsync(Many, Table)).Json;

        table["metadata"]!.ToJsonString().Should().Be("""{"resourceVersion":"9","continue":"c"}""");
        table["rows"]!.AsArray().Should().HaveCount(1);
    }

    [Theory]
    [InlineData("None", "null")]
    [InlineData("Object", """{"kind":"ConfigMap","apiVersion":"v1","metadata":{"name":"a","resourceVersion":"7"},"data":{"k":"<é>"}}""")]
    public async Task Table_IncludesOfTheObjectWhatIsAskedFor(string include, string expected)
    {
        var table = (await GetAsync(One, Table, $"?includeObject={include}")).Json;

        KubeJson.ToText(table["rows"]![0]!["object"]).Should().Be(expected);
    }

    [Fact]
    public async Task Table_OfAList_HasObjectsThatSayWhatTheyAre_ThoughTheItemsDoNot()
    {
        var item = Map with { Kind = null, ApiVersion = null };
        var metadata = new ListMeta { ResourceVersion = "9" };
        IResult[] lists =
        [
            KubeResults.List(
                new KubernetesList<ConfigMap> { Kind = "ConfigMapList", ApiVersion = "v1", Metadata = metadata, Items = [item] },
                EntitiesJsonContext.Default.ConfigMap,
                Layout),
            KubeResults.List(
                new StreamedList<ConfigMap>("ConfigMapList", "ConfigMap", "v1", AsyncEnumerable.Repeat(item, 1), () => metadata), EntitiesJsonContext.Default.ConfigMap, Layout),
            KubeResults.List(new StoredList("ConfigMapList", "ConfigMap", "v1", metadata, [KubeJson.ToUtf8(item, EntitiesJsonContext.Default.ConfigMap)])),
        ];

        foreach (var list in lists)
        {
            var table = (await GetAsync(list, Table, "?includeObject=Object")).Json;

            KubeJson.ToText(table["rows"]![0]!["object"]).Should()
                .Be("""{"kind":"ConfigMap","apiVersion":"v1","metadata":{"name":"a","resourceVersion":"7"},"data":{"k":"<é>"}}""");
        }
    }

    [Fact]
    public async Task Table_OfAnUnknownInclude_Is400()
    {
        var answer = await GetAsync(One, Table, "?includeObject=Foo");

        answer.Json["message"]!.GetValue<string>().Should()
            .Be("Unable to convert to Table as requested: includeObject: Invalid value: \"Foo\": must be 'Metadata', 'Object', 'None', or empty");
    }

    [Fact]
    public async Task Table_InAnOldVersion_SaysSo() =>
        (await GetAsync(One, "application/json;as=Table;v=v1beta1;g=meta.k8s.io")).Json["apiVersion"]!.GetValue<string>().Should().Be("meta.k8s.io/v1beta1");

    [Fact]
    public async Task Table_WithoutLayout_HasNameAndCreation()
    {
        var table = (await GetAsync(Stored, Table)).Json;

        table["columnDefinitions"]!.AsArray().Select(c => c!["name"]!.GetValue<string>()).Should().Equal("Name", "Created At");
        table["rows"]![0]!["cells"]!.ToJsonString().Should().Be("""["a",null]""");
    }

    [Fact]
    public async Task Table_InYaml_IsServed() =>
        (await GetAsync(One, "application/yaml;as=Table;v=v1;g=meta.k8s.io")).Text.Should().StartWith("apiVersion: meta.k8s.io/v1\ncolumnDefinitions:\n");

    [Fact]
    public async Task Partial_OfObjectAndList_HasOnlyMetadata()
    {
        (await GetAsync(One, Partial)).Text.Should()
            .Be("""{"kind":"PartialObjectMetadata","apiVersion":"meta.k8s.io/v1","metadata":{"name":"a","resourceVersion":"7"}}""" + "\n");
        var list = (await GetAsync(Many, PartialList)).Json;
        (list["kind"]!.GetValue<string>(), list["items"]![0]!["kind"]!.GetValue<string>(), list["metadata"]!["continue"]!.GetValue<string>())
            .Should().Be(("PartialObjectMetadataList", "PartialObjectMetadata", "c"));
        (await GetAsync(Many, Partial)).Json["message"]!.GetValue<string>().Should()
            .Be("you requested PartialObjectMetadata, but the requested object is a list (ConfigMapList)");
    }

    [Theory]
    [InlineData(200_000, "gzip", true)]
    [InlineData(200_000, "deflate, gzip", true)]
    [InlineData(200_000, "deflate", false)]
    [InlineData(100_000, "gzip", false)]
    public async Task Gzip_IsForLongBodiesAndThoseWhoCanReadIt(int length, string accept, bool compressed)
    {
        var text = new string('x', length);
        await using var api = await TestApi.StartAsync(c => KubeResults.Text(text).ExecuteAsync(c));
        using var request = new HttpRequestMessage(HttpMethod.Get, "/");
        request.Headers.AcceptEncoding.ParseAdd(accept);

        using var response = await api.Client.SendAsync(request);

        response.Content.Headers.ContentEncoding.Contains("gzip").Should().Be(compressed);
        Stream body = await response.Content.ReadAsStreamAsync();
        using var reader = new StreamReader(compressed ? new GZipStream(body, CompressionMode.Decompress) : body, Encoding.UTF8);
        (await reader.ReadToEndAsync()).Should().Be(text);
    }

    private static async Task<Answer> GetAsync(IResult result, string accept, string query = "", string agent = "")
    {
        await using var api = await TestApi.StartAsync(result.ExecuteAsync);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/" + query);
        request.Headers.TryAddWithoutValidation("Accept", accept);
        request.Headers.TryAddWithoutValidation("User-Agent", agent);
        using var response = await api.Client.SendAsync(request);
        return new(response.StatusCode, response.Content.Headers.ContentType!.MediaType!, await response.Content.ReadAsStringAsync());
    }

    private sealed record Answer(HttpStatusCode Status, string MediaType, string Text)
    {
        public JsonNode Json => JsonNode.Parse(Text)!;
    }
}
