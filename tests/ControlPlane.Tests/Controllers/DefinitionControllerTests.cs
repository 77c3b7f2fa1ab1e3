using ImageStreams.TestKit;

namespace ImageStreams.ControlPlane.Tests;

public sealed class DefinitionControllerTests(ControlPlaneFixture plane) : IClassFixture<ControlPlaneFixture>, IDisposable
{
    private const string Definitions = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";

    private readonly PlaneClient _client = new(plane.NewClient("admin"));

    public void Dispose() => _client.Dispose();

    [Fact]
    public async Task Delete_TakesTheObjectsAlong()
    {
        var ns = await _client.NewNamespaceAsync("crd");
        var path = await _client.DefineAsync("taken.example.com", "Taken");
        var item = $"{path}/namespaces/{ns}/takens/t";
        await _client.OkAsync("POST", $"{path}/namespaces/{ns}/takens", """
            {"apiVersion":"taken.example.com/v1","kind":"Taken","metadata":{"name":"t","finalizers":["example.com/hold"]}}
            """);

        var answer = await _client.OkAsync("DELETE", $"{Definitions}/takens.taken.example.com");

        answer["metadata"]!["finalizers"]!.ToJsonString().Should().Contain("customresourcecleanup.apiextensions.k8s.io");
        await Eventually.Succeeds(async () => (await _client.OkAsync("GET", item))["metadata"]!["deletionTimestamp"].Should().NotBeNull());
        (await _client.SendAsync("POST", $"{path}/namespaces/{ns}/takens", """{"apiVersion":"taken.example.com/v1","kind":"Taken","metadata":{"name":"u"}}"""))
            .Code.Should().Be(405, "nothing new comes while the definition goes");
        await _client.MergeAsync(item, """{"metadata":{"finalizers":null}}""");
        await _client.GoneAsync($"{Definitions}/takens.taken.example.com");
        (await _client.SendAsync("GET", $"{path}/takens")).Code.Should().Be(404);
    }

    [Fact]
    public async Task Create_UnderATakenName_WaitsUntilItIsFree()
    {
        await _client.DefineAsync("names.example.com", "First");
        await _client.OkAsync("POST", Definitions, """
            {"metadata":{"name":"seconds.names.example.com"},"spec":{"group":"names.example.com","scope":"Namespaced","names":{"plural":"seconds","kind":"First"},
             "versions":[{"name":"v1","served":true,"storage":true,"schema":{"openAPIV3Schema":{"type":"object"}}}]}}
            """);

        await Eventually.Succeeds(async () => (await Reason("seconds.names.example.com", "NamesAccepted")).Should().Be("ListKindConflict"));
        (await Reason("seconds.names.example.com", "Established")).Should().Be("NotAccepted");

        await _client.OkAsync("DELETE", $"{Definitions}/firsts.names.example.com");
        await Eventually.Succeeds(async () => (await Reason("seconds.names.example.com", "Established")).Should().Be("InitialNamesAccepted"));
    }

    [Fact]
    public async Task TwoVersions_ShareTheObjects()
    {
        var ns = await _client.NewNamespaceAsync("two");
        await _client.OkAsync("POST", Definitions, """
            {"metadata":{"name":"pairs.two.example.com"},"spec":{"group":"two.example.com","scope":"Namespaced","names":{"plural":"pairs","kind":"Pair"},
             "versions":[{"name":"v1","served":true,"storage":false,"schema":{"openAPIV3Schema":{"type":"object","properties":{"spec":{"type":"object","properties":{"a":{"type":"string"}}}}}}},
                         {"name":"v1stored","served":true,"storage":true,"schema":{"openAPIV3Schema":{"type":"object","properties":{"spec":{"type":"object","properties":{"a":{"type":"string"}}}}}}}]}}
            """);
        var (v1, stored) = ($"/apis/two.example.com/v1/namespaces/{ns}/pairs", $"/apis/two.example.com/v1stored/namespaces/{ns}/pairs");
        await Eventually.Succeeds(async () => (await _client.SendAsync("GET", v1)).Code.Should().Be(200));

        await _client.OkAsync("POST", v1, """{"apiVersion":"two.example.com/v1","kind":"Pair","metadata":{"name":"p"},"spec":{"a":"b"}}""");

        (await _client.OkAsync("GET", $"{stored}/p"))["apiVersion"]!.GetValue<string>().Should().Be("two.example.com/v1stored");
        (await _client.OkAsync("GET", $"{v1}/p"))["apiVersion"]!.GetValue<string>().Should().Be("two.example.com/v1");
        (await _client.OkAsync("GET", v1))["items"]![0]!["apiVersion"]!.GetValue<string>().Should().Be("two.example.com/v1");
        await _client.MergeAsync($"{stored}/p", """{"spec":{"a":"c"}}""");
        (await _client.OkAsync("GET", $"{v1}/p"))["spec"]!["a"]!.GetValue<string>().Should().Be("c");
    }

    private async Task<string> Reason(string definition, string type) =>
        (await _client.OkAsync("GET", $"{Definitions}/{definition}"))["status"]!["conditions"]!.AsArray()
            .Single(c => c!["type"]!.GetValue<string>() == type)!["reason"]!.GetValue<string>();
}
