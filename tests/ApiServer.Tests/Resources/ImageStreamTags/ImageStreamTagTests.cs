using System.Text.Json.Nodes;

namespace ImageStreams.ApiServer.Tests;

[Collection(ClusterCollection.Name)]
public sealed class ImageStreamTagTests(TestCluster cluster)
{
    [Fact]
    public async Task Get_HasTheImageThatTheTagMeansNow()
    {
        var ns = await StreamAsync();

        var tag = (await GetAsync(ns, "s:latest")).Expect(200);

        tag["kind"]!.ToString().Should().Be("ImageStreamTag");
        var stream = (await cluster.Admin.GetAsync($"{ApiClient.Streams(ns)}/s")).Expect(200);
        Same(tag["metadata"], new JsonObject
        {
            ["name"] = "s:latest",
            ["namespace"] = ns,
            ["uid"] = stream["metadata"]!["uid"]!.DeepClone(),
            ["resourceVersion"] = stream["metadata"]!["resourceVersion"]!.DeepClone(),
            ["creationTimestamp"] = "2026-01-02T03:04:05Z",
            ["labels"] = new JsonObject { ["x"] = "z" },
            ["annotations"] = new JsonObject { ["a"] = "b" },
        });
        Same(tag["tag"], stream["spec"]!["tags"]![0]!);
        (tag["generation"]!.GetValue<long>(), tag["lookupPolicy"]!.ToJsonString()).Should().Be((1, "{\"local\":true}"));
        var image = tag["image"]!;
        image["metadata"]!["name"]!.ToString().Should().Be(Objects.Digest('a'));
        image["metadata"]!["annotations"]!["a"]!.ToString().Should().Be("b");
        image["dockerImageReference"]!.ToString().Should().Be($"{TestCluster.RegistryHost}/{ns}/s@{Objects.Digest('a')}", "its reference policy is Local");
        image["dockerImageLayers"]!.AsArray().Should().ContainSingle();
    }

    [Fact]
    public async Task Get_OfATagThatWasPushed_HasNoSpecTag()
    {
        var ns = await StreamAsync();

        var tag = (await GetAsync(ns, "s:pushed")).Expect(200).AsObject();

        tag.ContainsKey("tag").Should().BeTrue();
        tag["tag"].Should().BeNull();
        tag["image"]!["dockerImageReference"]!.ToString().Should().Be($"quay.io/a/b@{Objects.Digest('a')}");
        tag["conditions"]!.AsArray().Should().ContainSingle().Which!["reason"]!.ToString().Should().Be("NotFound");
    }

    [Fact]
    public async Task Get_OfATagThatFollowsAnother_IsThatOnesImage()
    {
        var ns = await StreamAsync();
        (await cluster.Admin.MergeAsync($"{ApiClient.Streams(ns)}/s", Objects.Parse("""
            {apiVersion: image.openshift.io/v1, kind: ImageStream, metadata: {name: s}, spec: {tags: [
              {name: latest, from: {kind: DockerImage, name: quay.io/a/b}, referencePolicy: {type: Local}, annotations: {a: b}},
              {name: stable, from: {kind: ImageStreamTag, name: latest}}]}}
            """))).Expect(200);

        var tag = (await GetAsync(ns, "s:stable")).Expect(200);

        tag["image"]!["metadata"]!["name"]!.ToString().Should().Be(Objects.Digest('a'));
        tag["tag"]!["from"]!["name"]!.ToString().Should().Be("latest");
    }

    [Theory]
    [InlineData("s", 400, "ImageStreamTags must be retrieved with <name>:<tag>")]
    [InlineData("s:", 400, "ImageStreamTags must be retrieved with <name>:<tag>")]
    [InlineData(":t", 400, "ImageStreamTags must be retrieved with <name>:<tag>")]
    [InlineData("s:t:u", 400, "ImageStreamTags must be retrieved with <name>:<tag>")]
    [InlineData("s@sha256:aa", 400, "ImageStreamTags must be retrieved with <name>:<tag>")]
    [InlineData("none:t", 404, "imagestreamtags.image.openshift.io \"none\" not found")]
    [InlineData("s:none", 404, "imagestreamtags.image.openshift.io \"s:none\" not found")]
    [InlineData("s:speconly", 404, "imagestreamtags.image.openshift.io \"s:speconly\" not found")]
    [InlineData("s:reference", 404, "imagestreamtags.image.openshift.io \"s:reference\" not found")]
    [InlineData("s:failed", 404, "imagestreamtags.image.openshift.io \"s:failed\" not found")]
    [InlineData("s:gone", 404, "imagestreamtags.image.openshift.io \"sha256:ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff\" not found")]
    public async Task Get_OfWhatHasNoImage_Says(string name, int code, string message)
    {
        var ns = await StreamAsync();

        var answer = (await GetAsync(ns, name)).Expect(code);

        answer["message"]!.ToString().Should().Be(message);
        if (code == 404)
        {
            answer["details"]!["kind"]!.ToString().Should().Be("imagestreamtags");
        }
    }

    [Fact]
    public async Task List_HasTheTagsWithImages_AndOfTheseOnlyTheName()
    {
        var ns = await StreamAsync();

        var list = (await cluster.Admin.GetAsync(Tags(ns))).Expect(200);

        list["kind"]!.ToString().Should().Be("ImageStreamTagList");
        list["metadata"]!.AsObject().Select(p => p.Key).Should().Equal("resourceVersion");
        Names(list).Should().Equal("s:gone", "s:latest", "s:pushed");
        var latest = list["items"]![1]!.AsObject();
        latest.ContainsKey("kind").Should().BeFalse("the list says it");
        latest["image"]!["metadata"]!["name"]!.ToString().Should().Be(Objects.Digest('a'));
        latest["image"]!["dockerImageLayers"].Should().BeNull();
        latest["image"]!["dockerImageReference"]!.ToString().Should().StartWith(TestCluster.RegistryHost);
    }

    [Fact]
    public async Task List_OfAllNamespaces_And_BySelectors()
    {
        var (one, two) = (await StreamAsync("labels: {of: both, which: one}"), await StreamAsync("labels: {of: both, which: two}"));
        Task<Answer> ListAsync(string query) => cluster.Admin.GetAsync($"{ApiClient.Group}/imagestreamtags?{query}");

        Names((await ListAsync("labelSelector=of%3Dboth,which%20in%20(one,two)")).Expect(200)).Should().HaveCountGreaterThanOrEqualTo(6);
        Spaces((await ListAsync("labelSelector=of%3Dboth")).Expect(200)).Should().Contain([one, two]);
        Spaces((await ListAsync($"fieldSelector=metadata.namespace%3D{two}")).Expect(200)).Should().Equal(two);
        Names((await cluster.Admin.GetAsync($"{Tags(one)}?fieldSelector=metadata.name%3Ds:latest")).Expect(200)).Should().Equal("s:latest");
        Names((await cluster.Admin.GetAsync($"{Tags(one)}?fieldSelector=metadata.name!%3Ds:latest")).Expect(200)).Should().Equal("s:gone", "s:pushed");
        Names((await cluster.Admin.GetAsync($"{Tags(one)}?labelSelector=which%3Dtwo")).Expect(200)).Should().BeEmpty();
        (await cluster.Admin.GetAsync($"{Tags(one)}?fieldSelector=spec.x%3D1")).Expect(400);
        (await cluster.Admin.GetAsync($"{Tags(one)}?labelSelector=%3D%3D")).Expect(400);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(100)]
    public async Task List_InPages_IsTheSameListInTheSameOrder(int limit)
    {
        var ns = await cluster.NamespaceAsync();
        foreach (var name in (string[])["b", "a", "empty", "c"])
        {
            var tags = name == "empty" ? "" : string.Join(", ", "3142".Select(t => $"{{tag: t{t}, items: [{StreamCreation.Event('a')}]}}"));
            await cluster.Admin.CreateStreamAsync(ns, name, $"[{tags}]");
        }

        var whole = Names((await cluster.Admin.GetAsync(Tags(ns))).Expect(200));
        whole.Should().Equal("a:t1", "a:t2", "a:t3", "a:t4", "b:t1", "b:t2", "b:t3", "b:t4", "c:t1", "c:t2", "c:t3", "c:t4");
        List<string> pages = [];
        for (var next = ""; ;)
        {
            var page = (await cluster.Admin.GetAsync($"{Tags(ns)}?limit={limit}&continue={Uri.EscapeDataString(next)}")).Expect(200);
            Names(page).Should().HaveCountLessThanOrEqualTo(limit).And.NotBeEmpty("no page is empty");
            pages.AddRange(Names(page));
            if (page["metadata"]!["continue"]?.ToString() is not { Length: > 0 } token)
            {
                break;
            }

            next = token;
            if (pages.Count == limit)
            {
                // What comes meanwhile is not in the list that was begun.
                await cluster.Admin.CreateStreamAsync(ns, "aa", $"[{{tag: t, items: [{StreamCreation.Event('a')}]}}]");
            }
        }

        pages.Should().Equal(whole);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(5)]
    [InlineData(500)]
    public async Task List_OfStreamsThatAreStoredUnderOtherNames_InPages_ShowsEachTagOnce(int limit)
    {
        var ns = await cluster.NamespaceAsync();
        string[] streams = ["foo", "foo.bar", "foo_bar", "food"];
        foreach (var stream in streams)
        {
            await cluster.Admin.CreateStreamAsync(ns, stream, $"[{{tag: a, items: [{StreamCreation.Event('a')}]}}, {{tag: b, items: [{StreamCreation.Event('a')}]}}]");
        }

        var expected = streams.SelectMany(s => (string[])[$"{s}:a", $"{s}:b"]).ToList();
        Names((await cluster.Admin.GetAsync(Tags(ns))).Expect(200)).Should().Equal(expected);
        List<string> found = [];
        for (string? next = ""; next is not null;)
        {
            var page = (await cluster.Admin.GetAsync($"{Tags(ns)}?limit={limit}&resourceVersion={(next.Length == 0 ? "0" : "")}&continue={Uri.EscapeDataString(next)}")).Expect(200);
            found.AddRange(Names(page));
            next = page["metadata"]!["continue"]?.ToString() is { Length: > 0 } token ? token : null;
        }

        found.Should().BeEquivalentTo(expected).And.OnlyHaveUniqueItems();
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("W10")]
    [InlineData("WyIxIiwiIiwiYSJd")]
    [InlineData("WzEsMiwzLDRd")]
    [InlineData("bnVsbA")]
    public async Task List_WithATokenThatIsNoneOfOurs_IsRefused(string token)
    {
        var ns = await cluster.NamespaceAsync();

        (await cluster.Admin.GetAsync($"{Tags(ns)}?limit=1&continue={token}")).Expect(400)["message"]!.ToString().Should().Contain("continue");
    }

    [Fact]
    public async Task Tables_HaveTheColumnsOfTheKind()
    {
        var ns = await StreamAsync();
        foreach (var path in (string[])[Tags(ns), $"{Tags(ns)}/s:latest"])
        {
            var table = (await cluster.Admin.GetAsync(path, ApiClient.Table)).Expect(200);

            table["columnDefinitions"]!.AsArray().Select(c => $"{c!["name"]} {c["type"]} {c["format"]} {c["priority"]}")
                .Should().Equal("Name string name 0", "Image Reference string  0", "Updated string  0", "Image Name string  1");
            var row = table["rows"]!.AsArray().First(r => r!["cells"]![0]!.ToString() == "s:latest")!;
            var cells = row["cells"]!.AsArray().Select(c => c!.ToString()).ToList();
            cells[1].Should().Be($"{TestCluster.RegistryHost}/{ns}/s@{Objects.Digest('a')}");
            cells[2].Should().EndWith(" ago");
            cells[3].Should().Be(Objects.Digest('a'));
            row["object"]!["kind"]!.ToString().Should().Be("PartialObjectMetadata");
            row["object"]!["metadata"]!["name"]!.ToString().Should().Be("s:latest");
        }
    }

    [Fact]
    public async Task Collections_AreNotDeleted()
    {
        var ns = await cluster.NamespaceAsync();

        var answer = (await cluster.Admin.DeleteAsync(Tags(ns))).Expect(405);

        (answer["reason"]!.ToString(), answer["message"]!.ToString()).Should().Be(("MethodNotAllowed", "the server does not allow this method on the requested resource"));
    }

    private static string Tags(string ns) => $"{ApiClient.Group}/namespaces/{ns}/imagestreamtags";

    private static List<string> Names(JsonNode list) => [.. list["items"]!.AsArray().Select(i => i!["metadata"]!["name"]!.ToString())];

    private static List<string> Spaces(JsonNode list) => [.. list["items"]!.AsArray().Select(i => i!["metadata"]!["namespace"]!.ToString()).Distinct()];

    private static void Same(JsonNode? actual, JsonNode expected) => JsonNode.DeepEquals(actual, expected).Should().BeTrue("it is {0}", actual?.ToJsonString());

    private Task<Answer> GetAsync(string ns, string name) => cluster.Admin.GetAsync($"{Tags(ns)}/{name}");

    /// <summary>A namespace with a stream that has a tag of every sort.</summary>
    private async Task<string> StreamAsync(string metadata = "labels: {x: z}")
    {
        var ns = await cluster.NamespaceAsync();
        await cluster.Admin.EnsureImageAsync(Objects.Image('a'));
        await cluster.Admin.CreateStreamAsync(
            ns,
            "s",
            $$"""
            [{tag: latest, items: [{{StreamCreation.Event('a')}}, {{StreamCreation.Event('b', "2026-01-01T00:00:00Z")}}]},
             {tag: pushed, items: [{{StreamCreation.Event('a')}}], conditions: [{type: ImportSuccess, status: 'False', lastTransitionTime: '2026-01-02T03:04:05Z', reason: NotFound, message: gone, generation: 1}]},
             {tag: gone, items: [{{StreamCreation.Event('f')}}]},
             {tag: reference, items: [{created: '2026-01-02T03:04:05Z', dockerImageReference: quay.io/x/y, image: '', generation: 1}]},
             {tag: failed, items: null, conditions: [{type: ImportSuccess, status: 'False', lastTransitionTime: '2026-01-02T03:04:05Z', reason: NotFound, generation: 1}]}]
            """,
            """
            {lookupPolicy: {local: true}, tags: [{name: latest, from: {kind: DockerImage, name: quay.io/a/b}, referencePolicy: {type: Local}, annotations: {a: b}},
             {name: speconly, from: {kind: DockerImage, name: quay.io/a/c}}]}
            """,
            $"{{{metadata}}}");
        return ns;
    }
}
