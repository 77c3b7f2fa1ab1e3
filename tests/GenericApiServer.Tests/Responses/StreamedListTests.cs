using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using ImageStreams.Entities;
using ImageStreams.TestKit;

namespace ImageStreams.GenericApiServer.Tests;

/// <summary>Lists whose items come one by one.</summary>
public sealed class StreamedListTests
{
    private const string Table = "application/json;as=Table;v=v1;g=meta.k8s.io";
    private const string Partial = "application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io";

    [Theory]
    [InlineData("", "meta.k8s.io/v1 PartialObjectMetadata")]
    [InlineData("?includeObject=Metadata", "meta.k8s.io/v1 PartialObjectMetadata")]
    [InlineData("?includeObject=Object", "v1 ConfigMap")]
    [InlineData("?includeObject=None", " ")]
    public async Task RowsOfATable_HoldObjectsThatSayWhatTheyAre(string query, string kind)
    {
        await using var api = await TestApi.StartAsync(c => ListOf(Few()).ExecuteAsync(c));

        var table = await GetAsync(api, "/" + query, Table);

        (table["kind"]!.ToString(), table["apiVersion"]!.ToString(), table["metadata"]!.ToJsonString()).Should().Be(("Table", "meta.k8s.io/v1", """{"resourceVersion":"9","continue":"c"}"""));
        table["columnDefinitions"]!.AsArray().Should().HaveCount(2);
        table["rows"]!.AsArray().Select(r => r!["cells"]![0]!.ToString()).Should().Equal("a", "b");
        table["rows"]!.AsArray().Should().AllSatisfy(r => $"{r!["object"]?["apiVersion"]} {r["object"]?["kind"]}".Should().Be(kind));
    }

    [Theory]
    [InlineData("application/json", "ConfigMapList")]
    [InlineData(Partial, "PartialObjectMetadataList")]
    public async Task Lists_AreWhole_InEveryShape(string accept, string kind)
    {
        await using var api = await TestApi.StartAsync(c => ListOf(Few()).ExecuteAsync(c));

        var list = await GetAsync(api, "/", accept);

        (list["kind"]!.ToString(), list["metadata"]!["resourceVersion"]!.ToString()).Should().Be((kind, "9"));
        list["items"]!.AsArray().Select(i => i!["metadata"]!["name"]!.ToString()).Should().Equal("a", "b");
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData(Table)]
    [InlineData(Partial)]
    public async Task AListThatNobodyReads_IsNotMade(string accept)
    {
        var produced = 0;
        async IAsyncEnumerable<ConfigMap> Endless()
        {
            while (true)
            {
                Interlocked.Increment(ref produced);
                yield return Map(new string('x', 10_000));
                await Task.Yield();
            }
        }

        await using var api = await TestApi.StartAsync(c => c.Request.Query.ContainsKey("list") ? ListOf(Endless()).ExecuteAsync(c) : KubeResults.Text("ok").ExecuteAsync(c));
        using var idle = new TcpClient();
        await idle.ConnectAsync(IPAddress.Loopback, api.Address.Port);
        await idle.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"GET /?list=1 HTTP/1.1\r\nHost: x\r\nAccept: {accept}\r\n\r\n"));

        await Eventually.Succeeds(async () =>
        {
            var before = Volatile.Read(ref produced);
            for (var i = 0; i < 20; i++)
            {
                (await api.Client.GetStringAsync("/")).Should().Be("ok");
            }

            Volatile.Read(ref produced).Should().Be(before).And.BeGreaterThan(0);
        });
        produced.Should().BeLessThan(5000, "what nobody reads waits in the buffers of one connection, not in memory");
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/?pretty=true")]
    public async Task StoredLists_ThatAreLong_ComeWhole(string path)
    {
        var item = KubeJson.ToUtf8(Map(new string('x', 10_000)), EntitiesJsonContext.Default.ConfigMap);
        var stored = new StoredList("ConfigMapList", "ConfigMap", "v1", new() { ResourceVersion = "9" }, [.. Enumerable.Repeat<ReadOnlyMemory<byte>>(item, 100)]);
        await using var api = await TestApi.StartAsync(c => KubeResults.List(stored).ExecuteAsync(c));

        var list = await GetAsync(api, path, "application/json");

        list["metadata"]!["resourceVersion"]!.ToString().Should().Be("9");
        list["items"]!.AsArray().Should().HaveCount(100).And.OnlyContain(i => i!["metadata"]!["name"]!.ToString().Length == 10_000);
    }

    private static ConfigMap Map(string name) => new() { Metadata = new() { Name = name } };

    private static async IAsyncEnumerable<ConfigMap> Few()
    {
        yield return Map("a");
        await Task.Yield();
        yield return Map("b");
    }

    private static Microsoft.AspNetCore.Http.IResult ListOf(IAsyncEnumerable<ConfigMap> items) => KubeResults.List(
        new StreamedList<ConfigMap>("ConfigMapList", "ConfigMap", "v1", items, () => new() { ResourceVersion = "9", Continue = "c" }), EntitiesJsonContext.Default.ConfigMap);

    private static async Task<JsonNode> GetAsync(TestApi api, string path, string accept)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(api.Address, path));
        request.Headers.TryAddWithoutValidation("Accept", accept);
        using var response = await api.Client.SendAsync(request);
        return JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
    }
}
