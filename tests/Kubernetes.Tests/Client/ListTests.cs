using System.Text.Json.Nodes;
using ImageStreams.Entities;
using ImageStreams.TestKit;

namespace ImageStreams.Kubernetes.Tests;

public sealed class ListTests : IAsyncLifetime
{
    private const string Route = "GET /api/v1/configmaps";

    private static readonly int[] PieceSizes = [7, 1000, 65_536, 1_000_000];

    private readonly List<DecodeFailure> _failures = [];
    private FakeApiServer _server = null!;
    private KubernetesClient _client = null!;

    private ResourceClient<ConfigMap> ConfigMaps => _client.Resource<ConfigMap>();

    public async Task InitializeAsync()
    {
        _server = await FakeApiServer.StartAsync();
        _client = TestClients.To(_server, TimeProvider.System, new KubernetesClientOptions { PageSize = 2, OnDecodeFailure = _failures.Add });
    }

    public async Task DisposeAsync()
    {
        _client.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task ListAsync_Pages_AreReadToTheEnd()
    {
        _server.On(Route, Page("5", "next", "a", "b"), Page("5", null, "c"));

        var list = await ConfigMaps.ListAsync(new ListOptions { LabelSelector = "x in (a,b)", ResourceVersion = "4" }, CancellationToken.None);

        list.Items!.Select(i => i.Metadata!.Name).Should().Equal("a", "b", "c");
        list.Metadata!.ResourceVersion.Should().Be("5");
        _server.Requests[0].Query.Should().Contain("limit", "2").And.Contain("labelSelector", "x in (a,b)").And.Contain("resourceVersion", "4");
        _server.Requests[1].Query.Should().Contain("continue", "next").And.NotContainKey("resourceVersion");
    }

    [Fact]
    public async Task ListAsync_ExpiredBetweenPages_StartsOverAndGivesOneMoment()
    {
        _server.On(Route, Page("5", "next", "a", "b"), FakeReply.Gone(), Page("9", "next", "b", "c"), Page("9", null, "d"));

        var list = await ConfigMaps.ListAsync(ListOptions.All, CancellationToken.None);

        list.Items!.Select(i => i.Metadata!.Name).Should().Equal("b", "c", "d");
        list.Metadata!.ResourceVersion.Should().Be("9");
    }

    [Fact]
    public async Task ListAsync_ExpiresAgainAndAgain_AsksForAllAtOnce()
    {
        _server.On(
            Route, Page("5", "n", "a"), FakeReply.Gone(), Page("6", "n", "a"), FakeReply.Gone(), Page("7", null, "a", "b", "c"));

        var list = await ConfigMaps.ListAsync(ListOptions.All, CancellationToken.None);

        list.Items.Should().HaveCount(3);
        _server.Requests[^1].Query.Should().NotContainKey("limit");
    }

    [Fact]
    public async Task EnumerateAsync_ExpiredBetweenPages_GivesEachNameOnce()
    {
        _server.On(Route, Page("5", "next", "a", "b"), FakeReply.Gone(), Page("9", "next", "a", "b"), Page("9", null, "c"));

        List<string?> names = [];
        await foreach (var item in ConfigMaps.EnumerateAsync(ListOptions.All, CancellationToken.None))
        {
            names.Add(item.Metadata!.Name);
        }

        names.Should().Equal("a", "b", "c");
    }

    [Fact]
    public async Task EnumerateAsync_StoppedEarly_AsksForNoFurtherPage()
    {
        _server.On(Route, Page("5", "next", "a", "b"));

        await foreach (var item in ConfigMaps.EnumerateAsync(ListOptions.All, CancellationToken.None))
        {
            item.Metadata!.Name.Should().Be("a");
            break;
        }

        _server.Requests.Should().ContainSingle();
    }

    [Fact]
    public async Task ListAsync_OneObjectOfWrongForm_IsReportedAndTheOthersCome()
    {
        _server.On(Route, FakeReply.List("5", null, Item("a"), TestClients.BrokenConfigMap("b", "3"), Item("c")));

        var list = await ConfigMaps.ListAsync(ListOptions.All, CancellationToken.None);

        list.Items!.Select(i => i.Metadata!.Name).Should().Equal("a", "c");
        _failures.Should().ContainSingle().Which.Should().Be(
            new DecodeFailure(ConfigMap.ResourceKind, new NamespacedName("ns", "b"), "uid-b", "3", "data: has the wrong type"));
    }

    [Theory]
    [InlineData("""null""", "", "the object: null is not an object")]
    [InlineData("""7""", "", "the object: has the wrong type")]
    [InlineData("""{"metadata":[],"x":{}}""", "", "metadata: has the wrong type")]
    [InlineData("""{"metadata":{"name":"n","labels":{"a":{}}}}""", "n", "metadata.labels.a: has the wrong type")]
    [InlineData("""{"metadata":{"labels":7,"namespace":"s","name":"n"}}""", "s/n", "metadata.labels: has the wrong type")]
    [InlineData("""{"metadata":{"name":"n","creationTimestamp":"yesterday"}}""", "n", "metadata.creationTimestamp: not an RFC 3339 time")]
    [InlineData("""{"metadata":{"name":"n","generation":"1"}}""", "n", "metadata.generation: has the wrong type")]
    [InlineData("""{"metadata":{"name":"n"},"immutable":3}""", "n", "immutable: has the wrong type")]
    [InlineData("""{"metadata":{"name":"n"},"binaryData":{"k":"%"}}""", "n", "binaryData.k: ")]
    public async Task ListAsync_WrongForms_AreExplained(string item, string key, string message)
    {
        _server.On(Route, FakeReply.Json($$"""{"items":[{{item}},{"metadata":{"name":"good"} }],"metadata":{"resourceVersion":"1"} }"""));

        var list = await ConfigMaps.ListAsync(ListOptions.All, CancellationToken.None);

        list.Items!.Should().ContainSingle().Which.Metadata!.Name.Should().Be("good");
        var failure = _failures.Should().ContainSingle().Subject;
        failure.Key.ToString().Should().Be(key);
        failure.Message.Should().StartWith(message.Replace("the object: null", "null", StringComparison.Ordinal));
    }

    [Fact]
    public async Task ListAsync_OneObjectNestedVeryDeep_HarmsNoOther()
    {
        var deep = string.Concat(Enumerable.Repeat("{\"a\":", 9000)) + "1" + new string('}', 9000);
        _server.On(Route, FakeReply.Json($$"""{"items":[{"metadata":{"name":"deep"},"data":{{deep}} },{"metadata":{"name":"good"} }],"metadata":{} }"""));

        var list = await ConfigMaps.ListAsync(ListOptions.All, CancellationToken.None);

        list.Items!.Should().ContainSingle().Which.Metadata!.Name.Should().Be("good");
        _failures.Should().ContainSingle().Which.Key.Name.Should().Be("deep");
    }

    [Fact]
    public async Task ListAsync_AnyCutOfTheStream_GivesTheSameList()
    {
        var big = Item("big");
        big["data"]!["key"] = new string('ü', 150_000);
        var body = new JsonObject
        {
            ["apiVersion"] = "v1",
            ["extra"] = new JsonArray(new JsonObject { ["items"] = new JsonArray(1) }),
            ["items"] = new JsonArray(Item("a"), big, Item("z")),
            ["metadata"] = new JsonObject { ["resourceVersion"] = "5" },
        }.ToJsonString();
        _server.On(Route, [.. PieceSizes.Select(size => FakeReply.InPieces(body, size))]);

        for (var i = 0; i < 4; i++)
        {
            var list = await ConfigMaps.ListAsync(ListOptions.All, CancellationToken.None);

            list.Items!.Select(item => item.Metadata!.Name).Should().Equal("a", "big", "z");
            list.Items![1].Data!["key"].Should().HaveLength(150_000);
            list.Metadata!.ResourceVersion.Should().Be("5");
        }
    }

    [Theory]
    [InlineData("""{"items":[{"metadata":{"name":"a"}}""")]
    [InlineData("""{"items":[{"metadata":{"na""")]
    [InlineData("[]")]
    [InlineData("{\"items\":7x}")]
    public async Task ListAsync_NoListOrHalfOfOne_IsAnErrorNotAnEmptyList(string body)
    {
        _server.On(Route, FakeReply.Json(body));
        var list = () => ConfigMaps.ListAsync(ListOptions.All, CancellationToken.None);

        await list.Should().ThrowAsync<InvalidDataException>();
    }

    [Fact]
    public async Task ListAsync_NullItems_IsEmpty()
    {
        _server.On(Route, FakeReply.Json("""{"metadata":{"resourceVersion":"1"},"items":null}"""));

        (await ConfigMaps.ListAsync(ListOptions.All, CancellationToken.None)).Items.Should().BeEmpty();
    }

    private static JsonObject Item(string name) => TestClients.ConfigMap(name, "1");

    private static FakeReply Page(string version, string? next, params IEnumerable<string> names) => FakeReply.List(version, next, names.Select(Item));
}
