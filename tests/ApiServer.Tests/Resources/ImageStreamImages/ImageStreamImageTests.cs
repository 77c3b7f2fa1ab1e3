using System.Text.Json.Nodes;

namespace ImageStreams.ApiServer.Tests;

[Collection(ClusterCollection.Name)]
public sealed class ImageStreamImageTests(TestCluster cluster) : IAsyncLifetime
{
    private static readonly string Alike = $"sha256:abc{new string('1', 61)}";
    private static readonly string AlikeToo = $"sha256:abd{new string('2', 61)}";

    /// <summary>An image that no test makes.</summary>
    private static readonly string Gone = $"sha256:dead{new string('0', 60)}";

    private string _ns = "";

    public async Task InitializeAsync()
    {
        _ns = await cluster.NamespaceAsync();
        await cluster.Admin.EnsureImageAsync(Objects.Image('a'));
        foreach (var name in (string[])[Alike, AlikeToo])
        {
            var image = Objects.Image('a');
            image["metadata"]!["name"] = name;
            await cluster.Admin.EnsureImageAsync(image);
        }

        var events = string.Join(", ", new[] { Objects.Digest('a'), Alike, AlikeToo, Gone }
            .Select(i => $"{{created: '2026-01-02T03:04:05Z', dockerImageReference: 'quay.io/a/b@{i}', image: '{i}', generation: 1}}"));
        await cluster.Admin.CreateStreamAsync(_ns, "s", $"[{{tag: t, items: [{events}]}}]", metadata: "{labels: {x: z}, annotations: {who: me}}");
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Theory]
    [InlineData("sha256:abc", 'c')]
    [InlineData("abc", 'c')]
    [InlineData("abd2222", 'd')]
    [InlineData("FULL", 'c')]
    public async Task Get_ByIdOrItsBeginning_IsTheImage_UnderTheNameThatWasAskedFor(string id, char which)
    {
        id = id == "FULL" ? Alike : id;

        var found = (await GetAsync($"s@{id}")).Expect(200);

        found["kind"]!.ToString().Should().Be("ImageStreamImage");
        var image = found["image"]!;
        image["metadata"]!["name"]!.ToString().Should().Be(which == 'c' ? Alike : AlikeToo);
        image["dockerImageManifest"].Should().BeNull();
        var metadata = found["metadata"]!.AsObject();
        metadata["creationTimestamp"]!.ToString().Should().Be(image["metadata"]!["creationTimestamp"]!.ToString());
        metadata.Remove("creationTimestamp");
        metadata.ToJsonString().Should().Be(new JsonObject
        {
            ["name"] = $"s@{id}",
            ["namespace"] = _ns,
            ["annotations"] = new JsonObject { ["who"] = "me" },
        }.ToJsonString());
    }

    [Theory]
    [InlineData("ab")]
    [InlineData("sha256:ab")]
    [InlineData("sha256:")]
    public async Task Get_ByWhatSeveralBeginWith_IsRefused_NamingThem(string id)
    {
        var answer = (await GetAsync($"s@{id}")).Expect(409);

        answer["reason"]!.ToString().Should().Be("Conflict");
        answer["message"]!.ToString().Should().Contain($"multiple images match the prefix \"{id}\": ").And.Contain(Alike).And.Contain(AlikeToo);
    }

    [Theory]
    [InlineData("s", 400, "ImageStreamImages must be retrieved with <name>@<id>")]
    [InlineData("s@", 400, "ImageStreamImages must be retrieved with <name>@<id>")]
    [InlineData("@abc", 400, "ImageStreamImages must be retrieved with <name>@<id>")]
    [InlineData("s@a@b", 400, "ImageStreamImages must be retrieved with <name>@<id>")]
    [InlineData("s:t", 400, "ImageStreamImages must be retrieved with <name>@<id>")]
    [InlineData("s@ffff", 404, "imagestreamimage.image.openshift.io \"s@ffff\" not found")]
    [InlineData("s@ABC", 404, "imagestreamimage.image.openshift.io \"s@ABC\" not found")]
    [InlineData("none@abc", 404, "imagestreamimages.image.openshift.io \"none\" not found")]
    public async Task Get_OfWhatIsNotThere_Says(string name, int code, string message)
    {
        var answer = (await GetAsync(name)).Expect(code);

        answer["message"]!.ToString().Should().Be(message);
        answer["details"]?["group"]?.ToString().Should().Be("image.openshift.io");
    }

    [Fact]
    public async Task Get_OfAnImageThatIsGone_NamesTheImage()
    {
        var answer = (await GetAsync("s@dead")).Expect(404);

        answer["message"]!.ToString().Should().Be($"imagestreamimages.image.openshift.io \"{Gone}\" not found");
        answer["details"]!["kind"]!.ToString().Should().Be("imagestreamimages");
    }

    [Fact]
    public async Task Get_AsATable_HasTheColumnsOfTheKind()
    {
        var table = (await cluster.Admin.GetAsync($"{ApiClient.Group}/namespaces/{_ns}/imagestreamimages/s@abc", ApiClient.Table)).Expect(200);

        table["columnDefinitions"]!.AsArray().Select(c => $"{c!["name"]} {c["type"]} {c["format"]} {c["priority"]}")
            .Should().Equal("Name string name 0", "Updated string  0", "Image Reference string  1", "Image Name string  1");
        var cells = table["rows"]![0]!["cells"]!.AsArray().Select(c => c!.ToString()).ToList();
        cells[0].Should().Be("s@abc");
        cells[1].Should().EndWith(" ago");
        cells[2..].Should().Equal($"quay.io/a/b@{Objects.Digest('a')}", Alike);
    }

    [Theory]
    [InlineData("GET", "", 404)]
    [InlineData("POST", "", 404)]
    [InlineData("PUT", "/s@abc", 405)]
    [InlineData("PATCH", "/s@abc", 405)]
    [InlineData("DELETE", "/s@abc", 405)]
    public async Task OtherVerbs_AreNotServed(string method, string name, int code) => (await cluster.Admin.SendAsync(
        new HttpMethod(method), $"{ApiClient.Group}/namespaces/{_ns}/imagestreamimages{name}", method == "GET" ? null : "{}", "application/json")).Code.Should().Be(code);

    private Task<Answer> GetAsync(string name) => cluster.Admin.GetAsync($"{ApiClient.Group}/namespaces/{_ns}/imagestreamimages/{name}");
}
