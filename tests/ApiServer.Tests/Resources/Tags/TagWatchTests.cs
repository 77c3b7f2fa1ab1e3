using System.Text.Json.Nodes;

namespace ImageStreams.ApiServer.Tests;

[Collection(ClusterCollection.Name)]
public sealed class TagWatchTests(TestCluster clusters)
{
    [Theory]
    [EmbeddedPlane]
    [RealPlane]
    public async Task Watch_TellsOfEachTagWhatBecameOfIt(PlaneKind plane)
    {
        var place = await clusters.PlaceAsync(plane);
        await TagAsync(place, "s:a", "x/1");
        using var watch = await WatchAsync(place, "imagestreamtags");
        using var itags = await WatchAsync(place, "imagetags");

        await TagAsync(place, "s:b", "x/2");
        await PushAsync(place, "s", ("a", 'a'), ("b", 'b'));
        await place.Admin.MergeAsync(place.Path("s"), Objects.Parse("{metadata: {labels: {l: '1'}}}"));
        (await place.Admin.DeleteAsync($"{place.Tags()}/s:a")).Expect(200);
        await place.Admin.DeleteAsync(place.Path("s"));

        await ExpectAsync(watch, "ADDED s:a", "ADDED s:b", "MODIFIED s:a", "MODIFIED s:b", "MODIFIED s:a", "DELETED s:a", "DELETED s:b");
        await ExpectAsync(itags, "ADDED s:b", "MODIFIED s:a", "MODIFIED s:b", "MODIFIED s:a", "MODIFIED s:b");
        (await RestAsync(itags, "DELETED s:b")).Should().Contain("DELETED s:a");
    }

    [Theory]
    [EmbeddedPlane]
    [RealPlane]
    public async Task Watch_TellsNothingOfTagsThatAWriteLeavesAlone(PlaneKind plane)
    {
        var place = await clusters.PlaceAsync(plane);
        await place.Admin.CreateStreamAsync(place.Namespace, "s", $"[{{tag: a, items: [{StreamCreation.Event('a')}]}}, {{tag: b, items: [{StreamCreation.Event('a')}]}}]");
        using var watch = await WatchAsync(place, "imagestreamtags");
        using var itags = await WatchAsync(place, "imagetags");

        await PushAsync(place, "s", ("a", 'a'), ("b", 'b'), ("c", 'c'));

        await ExpectAsync(watch, "MODIFIED s:b", "ADDED s:c");
        await ExpectAsync(itags, "MODIFIED s:b", "ADDED s:c");
    }

    [Theory]
    [EmbeddedPlane]
    [RealPlane]
    public async Task Watch_EventsAreWhatListsHave(PlaneKind plane)
    {
        var place = await clusters.PlaceAsync(plane);
        await place.Admin.EnsureImageAsync(Objects.Image('a'));
        foreach (var resource in (string[])["imagestreamtags", "imagetags"])
        {
            using var watch = await WatchAsync(place, resource);
            await place.Admin.CreateStreamAsync(place.Namespace, resource, $"[{{tag: a, items: [{StreamCreation.Event('a')}]}}]");

            var added = (await watch.NextAsync())!;
            var item = (await place.Admin.GetAsync($"{place.Tags(resource)}?fieldSelector=metadata.name%3D{resource}:a")).Expect(200)["items"]![0]!.AsObject();

            added.At("type").Should().Be("ADDED");
            item["kind"] = added.At("object/kind");
            item["apiVersion"] = "image.openshift.io/v1";
            JsonNode.DeepEquals(item, added["object"]).Should().BeTrue("{0} is {1}", added.ToJsonString(), item.ToJsonString());
        }
    }

    [Theory]
    [EmbeddedPlane]
    [RealPlane]
    public async Task Watch_WithoutAVersion_BeginsWithWhatIsThere_AndMarksItsEnd(PlaneKind plane)
    {
        var place = await clusters.PlaceAsync(plane);
        await place.Admin.CreateStreamAsync(place.Namespace, "s", $"[{{tag: a, items: [{StreamCreation.Event('a')}]}}]", "{tags: [{name: speconly}]}");

        using var watch = await place.Admin.WatchAsync($"{place.Tags()}?watch=true");
        using var itags = await place.Admin.WatchAsync(
            $"{place.Tags("imagetags")}?watch=true&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true");
        using var none = await place.Admin.WatchAsync($"{place.Tags()}?watch=true&sendInitialEvents=false&resourceVersionMatch=NotOlderThan");
        await ExpectAsync(watch, "ADDED s:a");
        await ExpectAsync(itags, "ADDED s:a", "ADDED s:speconly");
        var bookmark = (await itags.NextAsync())!;
        await PushAsync(place, "s", ("a", 'b'));

        await ExpectAsync(watch, "MODIFIED s:a");
        await ExpectAsync(none, "MODIFIED s:a");
        bookmark.At("type").Should().Be("BOOKMARK");
        (bookmark.At("object/kind"), bookmark.At("object/apiVersion")).Should().Be(("ImageTag", "image.openshift.io/v1"));
        bookmark.At("object/metadata/annotations").Should().Be("""{"k8s.io/initial-events-end":"true"}""");
        bookmark.At("object/metadata/resourceVersion").Should().NotBeNullOrEmpty();
    }

    [Theory]
    [EmbeddedPlane]
    [RealPlane]
    public async Task Watch_ThatResumes_KnowsWhatWasThere(PlaneKind plane)
    {
        var place = await clusters.PlaceAsync(plane);
        var stream = await place.Admin.CreateStreamAsync(place.Namespace, "s", $"[{{tag: a, items: [{StreamCreation.Event('a')}]}}, {{tag: b, items: [{StreamCreation.Event('b')}]}}]");
        (await place.Admin.DeleteAsync($"{place.Tags()}/s:a")).Expect(200);
        await PushAsync(place, "s", ("b", 'c'));
        await place.Admin.DeleteAsync(place.Path("s"));

        using var watch = await place.Admin.WatchAsync($"{place.Tags()}?watch=true&resourceVersion={stream.At("metadata/resourceVersion")}");

        await ExpectAsync(watch, "DELETED s:a", "MODIFIED s:b", "DELETED s:b");
    }

    [Theory]
    [RealPlane]
    public async Task Watch_FromAVersionThatIsTooOld_EndsWithExpired(PlaneKind plane)
    {
        var place = await clusters.PlaceAsync(plane);
        await place.CreateAsync("s");

        using var watch = await place.Admin.WatchAsync($"{place.Tags()}?watch=true&resourceVersion=1");

        var error = (await watch.NextAsync())!;
        (error.At("type"), error.At("object/code"), error.At("object/reason")).Should().Be(("ERROR", "410", "Expired"));
        (await watch.NextAsync()).Should().BeNull();
    }

    [Theory]
    [EmbeddedPlane]
    [RealPlane]
    public async Task Watch_BySelectors_TellsOfWhatIsSelected(PlaneKind plane)
    {
        var place = await clusters.PlaceAsync(plane);
        using var byName = await place.Admin.WatchAsync($"{place.Tags()}?watch=true&fieldSelector=metadata.name%3Ds:b");
        using var byLabel = await place.Admin.WatchAsync($"{place.Tags()}?watch=true&labelSelector=l%3D1");
        using var old = await place.Admin.WatchAsync($"{place.Tags().Replace("/v1/", "/v1/watch/", StringComparison.Ordinal)}/s:b");
        using var all = await place.Admin.WatchAsync($"{ApiClient.Group}/imagestreamtags?watch=true&fieldSelector=metadata.namespace%3D{place.Namespace}");

        await place.Admin.CreateStreamAsync(place.Namespace, "s", $"[{{tag: a, items: [{StreamCreation.Event('a')}]}}, {{tag: b, items: [{StreamCreation.Event('b')}]}}]");
        await place.Admin.MergeAsync(place.Path("s"), Objects.Parse("{metadata: {labels: {l: '1'}}}"));
        await place.Admin.MergeAsync(place.Path("s"), Objects.Parse("{metadata: {labels: null}}"));

        await ExpectAsync(byName, "ADDED s:b", "MODIFIED s:b");
        await ExpectAsync(byLabel, "ADDED s:a", "ADDED s:b", "DELETED s:a", "DELETED s:b");
        await ExpectAsync(old, "ADDED s:b", "MODIFIED s:b");
        await ExpectAsync(all, "ADDED s:a", "ADDED s:b", "MODIFIED s:a", "MODIFIED s:b");
        (await place.Admin.GetAsync($"{place.Tags()}?watch=true&fieldSelector=spec.x%3D1")).Expect(400);
    }

    [Theory]
    [EmbeddedPlane]
    [RealPlane]
    public async Task Watch_AsTables_HasTheColumnsOfTheKind_AndEnds(PlaneKind plane)
    {
        var place = await clusters.PlaceAsync(plane);
        await place.Admin.CreateStreamAsync(place.Namespace, "s", $"[{{tag: a, items: [{StreamCreation.Event('a')}]}}]");

        using var watch = await place.Admin.WatchAsync($"{place.Tags("imagetags")}?watch=true&timeoutSeconds=1", ApiClient.Table);

        var added = (await watch.NextAsync())!;
        added["object"]!["columnDefinitions"]!.AsArray().Select(c => c.At("name")).Should().Equal("Name", "Spec", "Status", "History", "Updated");
        added["object"]!["rows"]![0]!["cells"]!.AsArray().Take(4).Select(c => c!.ToString()).Should().Equal("s:a", "Push", $"image/{Objects.Digest('a')}", "1");
        (await watch.NextAsync()).Should().BeNull();
    }

    private static async Task ExpectAsync(WatchClient watch, params string[] events)
    {
        foreach (var expected in events)
        {
            (await watch.NextNameAsync()).Should().Be(expected);
        }
    }

    private static async Task<List<string>> RestAsync(WatchClient watch, string last)
    {
        List<string> rest = [];
        while (rest.LastOrDefault() != last)
        {
            rest.Add(await watch.NextNameAsync());
        }

        return rest;
    }

    /// <summary>A watch of the tags that tells only of what happens from now on.</summary>
    private static async Task<WatchClient> WatchAsync(Place place, string resource)
    {
        var list = (await place.Admin.GetAsync($"{place.Tags(resource)}?limit=1")).Expect(200);
        return await place.Admin.WatchAsync($"{place.Tags(resource)}?watch=true&resourceVersion={list.At("metadata/resourceVersion")}");
    }

    private static async Task TagAsync(Place place, string name, string image) =>
        (await place.Admin.PutAsync($"{place.Tags()}/{name}", Objects.StreamTag(name, $"{{name: t, from: {{kind: DockerImage, name: {image}}}}}"))).Expect(201);

    /// <summary>Gives tags these images.</summary>
    private static async Task PushAsync(Place place, string stream, params (string Tag, char Image)[] tags) => (await place.Admin.MergeAsync(
        $"{place.Path(stream)}/status",
        Objects.Parse($"{{status: {{tags: [{string.Join(", ", tags.Select(t => $"{{tag: {t.Tag}, items: [{StreamCreation.Event(t.Image)}]}}"))}]}}}}"))).Expect(200);
}
