namespace ImageStreams.ApiServer.Tests;

[Collection(ClusterCollection.Name)]
public sealed class StreamWatchTests(TestCluster clusters)
{
    [Theory]
    [EmbeddedPlane]
    [RealPlane]
    public async Task Watch_FromAVersion_TellsWhatHappensAfterIt(PlaneKind plane)
    {
        var place = await clusters.PlaceAsync(plane);
        await place.CreateAsync("before");

        using var watch = await place.WatchAsync(); // answers although nothing happens yet
        var created = await place.CreateAsync("foo_bar");
        await place.Admin.MergeAsync(place.Path("foo_bar"), Objects.Parse("{metadata: {labels: {a: b}}}"));
        await place.Admin.DeleteAsync(place.Path("foo_bar"));

        var added = (await watch.NextAsync())!;
        added.At("type").Should().Be("ADDED");
        added["object"]!.ToJsonString().Should().Be(created.ToJsonString());
        (await watch.NextNameAsync()).Should().Be("MODIFIED foo_bar");
        (await watch.NextNameAsync()).Should().Be("DELETED foo_bar");

        using var resumed = await place.Admin.WatchAsync($"{place.Streams}?watch=true&resourceVersion={created.At("metadata/resourceVersion")}");
        (await resumed.NextNameAsync()).Should().Be("MODIFIED foo_bar");
        (await resumed.NextNameAsync()).Should().Be("DELETED foo_bar");
    }

    [Theory]
    [EmbeddedPlane]
    [RealPlane]
    public async Task Watch_WithoutAVersion_BeginsWithWhatIsThere(PlaneKind plane)
    {
        var place = await clusters.PlaceAsync(plane);
        await place.CreateAsync("foo_bar");

        using var watch = await place.Admin.WatchAsync($"{place.Streams}?watch=true");
        (await watch.NextNameAsync()).Should().Be("ADDED foo_bar");
        await place.CreateAsync("b");
        (await watch.NextNameAsync()).Should().Be("ADDED b");
    }

    [Theory]
    [EmbeddedPlane]
    [RealPlane]
    public async Task Watch_WithoutAVersion_BeginsInTheOrderOfTheServedNames(PlaneKind plane)
    {
        var place = await clusters.PlaceAsync(plane);
        string[] names = ["foo.bar", "foo_bar", "food", "z_z"];
        foreach (var name in names.Reverse())
        {
            await place.CreateAsync(name);
        }

        foreach (var path in (string[])[$"{place.Streams}?watch=true", place.Streams.Replace("/namespaces/", "/watch/namespaces/", StringComparison.Ordinal)])
        {
            using var watch = await place.Admin.WatchAsync(path);
            foreach (var name in names)
            {
                (await watch.NextNameAsync()).Should().Be($"ADDED {name}");
            }
        }
    }

    [Theory]
    [EmbeddedPlane]
    [RealPlane]
    public async Task Watch_WithoutAVersionButWithBookmarks_MarksTheEndOfTheState(PlaneKind plane)
    {
        var place = await clusters.PlaceAsync(plane);
        await place.CreateAsync("foo_bar");

        using var watch = await place.Admin.WatchAsync($"{place.Streams}?watch=true&allowWatchBookmarks=true");

        (await watch.NextNameAsync()).Should().Be("ADDED foo_bar");
        (await watch.NextAsync()).At("object/metadata/annotations").Should().Be("""{"k8s.io/initial-events-end":"true"}""");
    }

    [Theory]
    [EmbeddedPlane]
    [RealPlane]
    public async Task Watch_FromAVersionBeforeThereWereStreams_Expires(PlaneKind plane)
    {
        var place = await clusters.PlaceAsync(plane);

        foreach (var resource in (string[])[place.Streams, ApiClient.Images, place.Tags()])
        {
            using var watch = await place.Admin.WatchAsync($"{resource}?watch=true&resourceVersion=1");

            (await watch.NextAsync()).At("object/reason").Should().Be("Expired");
            (await watch.NextAsync()).Should().BeNull();
        }
    }

    [Theory]
    [EmbeddedPlane]
    [RealPlane]
    public async Task Watch_ThatSendsInitialEvents_MarksTheirEnd(PlaneKind plane)
    {
        var place = await clusters.PlaceAsync(plane);
        await place.CreateAsync("foo_bar");

        using var watch = await place.Admin.WatchAsync(
            $"{place.Streams}?watch=true&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true");

        (await watch.NextNameAsync()).Should().Be("ADDED foo_bar");
        var bookmark = (await watch.NextAsync())!;
        bookmark.At("type").Should().Be("BOOKMARK");
        bookmark.At("object/kind").Should().Be("ImageStream");
        bookmark.At("object/apiVersion").Should().Be("image.openshift.io/v1");
        bookmark.At("object/metadata/annotations").Should().Be("""{"k8s.io/initial-events-end":"true"}""");
        bookmark.At("object/metadata/resourceVersion").Should().NotBeNullOrEmpty();
    }

    [Theory]
    [EmbeddedPlane]
    [RealPlane]
    public async Task Watch_ForASecond_Ends(PlaneKind plane)
    {
        var place = await clusters.PlaceAsync(plane);
        await place.CreateAsync("s");

        using var watch = await place.Admin.WatchAsync($"{place.Streams}?watch=true&timeoutSeconds=1");

        (await watch.NextNameAsync()).Should().Be("ADDED s");
        (await watch.NextAsync()).Should().BeNull();
    }

    [Theory]
    [EmbeddedPlane]
    [RealPlane]
    public async Task Watch_AsTables_SendsColumnsOnce(PlaneKind plane)
    {
        var place = await clusters.PlaceAsync(plane);

        using var watch = await place.Admin.WatchAsync($"{place.Streams}?watch=true&fieldSelector=metadata.name%3Dfoo_bar", ApiClient.Table);
        await place.CreateAsync("other");
        await place.CreateAsync("foo_bar");
        await place.Admin.DeleteAsync(place.Path("foo_bar"));

        var added = (await watch.NextAsync())!;
        added.At("object/columnDefinitions/0/name").Should().Be("Name");
        added.At("object/rows/0/cells/0").Should().Be("foo_bar");
        added.At("object/rows/0/object/metadata/name").Should().Be("foo_bar");
        var deleted = (await watch.NextAsync())!;
        deleted.At("type").Should().Be("DELETED");
        deleted["object"]!["columnDefinitions"].Should().BeNull();
        deleted.At("object/rows/0/cells/0").Should().Be("foo_bar");
    }

    [Theory]
    [EmbeddedPlane]
    [RealPlane]
    public async Task Watch_OfMetadata_SendsNothingElse(PlaneKind plane)
    {
        var place = await clusters.PlaceAsync(plane);
        await place.CreateAsync("foo_bar");

        using var watch = await place.Admin.WatchAsync($"{place.Streams}?watch=true", "application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io");

        var added = (await watch.NextAsync())!["object"]!;
        added.At("kind").Should().Be("PartialObjectMetadata");
        added.AsObject().Select(p => p.Key).Should().BeEquivalentTo("kind", "apiVersion", "metadata");
        added.At("metadata/name").Should().Be("foo_bar");
    }

    [Theory]
    [EmbeddedPlane]
    [RealPlane]
    public async Task Watch_ByARepository_ShowsStreamsComeAndGo(PlaneKind plane)
    {
        var place = await clusters.PlaceAsync(plane);

        using var watch = await place.Admin.WatchAsync($"{place.Streams}?watch=true&fieldSelector=spec.dockerImageRepository%3Dquay.io%2Fx%2Fy");
        await place.CreateAsync("s");
        await place.Admin.MergeAsync(place.Path("s"), Objects.Parse("{spec: {dockerImageRepository: quay.io/x/y}}"));
        await place.Admin.MergeAsync(place.Path("s"), Objects.Parse("{spec: {dockerImageRepository: null}}"));
        await place.Admin.MergeAsync(place.Path("s"), Objects.Parse("{spec: {dockerImageRepository: quay.io/x/y}}"));

        (await watch.NextNameAsync()).Should().Be("ADDED s");
        (await watch.NextNameAsync()).Should().Be("DELETED s");
        (await watch.NextNameAsync()).Should().Be("ADDED s");
    }

    [Theory]
    [EmbeddedPlane]
    [RealPlane]
    public async Task Watch_AtTheOldPathOfOneStream_TellsOfThatOne(PlaneKind plane)
    {
        var place = await clusters.PlaceAsync(plane);
        await place.CreateAsync("a");
        await place.CreateAsync("foo_bar");

        using var watch = await place.Admin.WatchAsync(place.Path("foo_bar").Replace("/v1/", "/v1/watch/", StringComparison.Ordinal));

        (await watch.NextNameAsync()).Should().Be("ADDED foo_bar");
    }
}
