namespace ImageStreams.ApiServer.Tests;

[Collection(ClusterCollection.Name)]
public sealed class StreamDeleteTests(TestCluster clusters)
{
    [Theory]
    [EmbeddedPlane]
    [RealPlane]
    public async Task Delete_OfAStream_SaysWhichIsGone(PlaneKind plane)
    {
        var place = await clusters.PlaceAsync(plane);
        var uid = (await place.CreateAsync("foo_bar")).At("metadata/uid");

        var gone = (await place.Admin.DeleteAsync(place.Path("foo_bar"))).Expect(200);

        gone.At("status").Should().Be("Success");
        gone.At("details").Should().Be($$"""{"name":"foo_bar","group":"image.openshift.io","kind":"imagestreams","uid":"{{uid}}"}""");
        (await place.Admin.GetAsync(place.Path("foo_bar"))).Expect(404);
        (await place.Admin.DeleteAsync(place.Path("foo_bar"))).Expect(404).At("message").Should().Be("imagestreams.image.openshift.io \"foo_bar\" not found");
    }

    [Theory]
    [EmbeddedPlane]
    [RealPlane]
    public async Task Delete_WithPreconditions_IsHeldToThem(PlaneKind plane)
    {
        var place = await clusters.PlaceAsync(plane);
        var stream = await place.CreateAsync("foo_bar");

        var other = (await place.Admin.DeleteAsync(place.Path("foo_bar"), Objects.Parse("{preconditions: {uid: 11111111-1111-1111-1111-111111111111}}"))).Expect(409);
        other.At("message").Should().Contain("image.openshift.io \"foo_bar\": the UID in the precondition");
        (await place.Admin.DeleteAsync(place.Path("foo_bar"), Objects.Parse("{preconditions: {resourceVersion: '1'}}"))).Expect(409);

        (await place.Admin.DeleteAsync(place.Path("foo_bar"), Objects.Parse(
            $"{{preconditions: {{uid: {stream.At("metadata/uid")}, resourceVersion: '{stream.At("metadata/resourceVersion")}'}}}}"))).Expect(200);
    }

    [Theory]
    [EmbeddedPlane]
    [RealPlane]
    public async Task Delete_AsADryRun_DeletesNothing(PlaneKind plane)
    {
        var place = await clusters.PlaceAsync(plane);
        await place.CreateAsync("s");

        (await place.Admin.DeleteAsync($"{place.Path("s")}?dryRun=All")).Expect(200);
        (await place.Admin.DeleteAsync(place.Path("s"), Objects.Parse("{dryRun: [All]}"))).Expect(200);
        (await place.Admin.DeleteAsync(place.Path("s"), Objects.Parse("{propagationPolicy: Nope}"))).Expect(422).CauseFields().Should().Equal("propagationPolicy");

        await place.GetAsync("s");
    }

    [Theory]
    [EmbeddedPlane]
    [RealPlane]
    public async Task Delete_OfAStreamWithAFinalizer_ShowsItUntilItIsReleased(PlaneKind plane)
    {
        var place = await clusters.PlaceAsync(plane);
        await place.Admin.CreateStreamAsync(
            place.Namespace, "foo_bar", $"[{{tag: a, items: [{StreamCreation.Event('a')}]}}]", metadata: "{finalizers: [example.com/hold]}");

        var waiting = (await place.Admin.DeleteAsync(place.Path("foo_bar"))).Expect(200);
        waiting.At("kind").Should().Be("ImageStream");
        waiting.At("metadata/name").Should().Be("foo_bar");
        waiting.At("metadata/deletionTimestamp").Should().NotBeNull();
        waiting.At("status/tags/0/tag").Should().Be("a");

        (await place.Admin.MergeAsync(place.Path("foo_bar"), Objects.Parse("{metadata: {finalizers: null}}"))).Expect(200);
        (await place.Admin.GetAsync(place.Path("foo_bar"))).Expect(404);
    }

    [Theory]
    [EmbeddedPlane]
    [RealPlane]
    public async Task DeleteCollection_BySelector_ListsWhatItDeleted(PlaneKind plane)
    {
        var place = await clusters.PlaceAsync(plane);
        foreach (var name in new[] { "a_a", "b_b", "c" })
        {
            await place.CreateAsync(name);
        }

        await place.Admin.MergeAsync(place.Path("a_a"), Objects.Parse("{metadata: {labels: {app: x}}}"));

        var byLabel = (await place.Admin.DeleteAsync($"{place.Streams}?labelSelector=app%3Dx")).Expect(200);
        byLabel.At("kind").Should().Be("ImageStreamList");
        byLabel.At("apiVersion").Should().Be("image.openshift.io/v1");
        byLabel.Names().Should().Equal("a_a");

        (await place.Admin.DeleteAsync($"{place.Streams}?fieldSelector=metadata.name%3Db_b")).Expect(200).Names().Should().Equal("b_b");
        (await place.Admin.GetAsync(place.Streams)).Expect(200).Names().Should().Equal("c");
        (await place.Admin.DeleteAsync($"{place.Streams}?fieldSelector=spec.nosuch%3Dx")).Expect(400);
        (await place.Admin.DeleteAsync(place.Streams)).Expect(200);
        (await place.Admin.GetAsync(place.Streams)).Expect(200).Names().Should().BeEmpty();
    }

    [Theory]
    [EmbeddedPlane]
    [RealPlane]
    public async Task DeleteCollection_ByAFieldOfStreams_DeletesThoseAlone(PlaneKind plane)
    {
        var place = await clusters.PlaceAsync(plane);
        await place.CreateAsync("a_a", "{dockerImageRepository: quay.io/x/y}");
        await place.CreateAsync("b", "{dockerImageRepository: quay.io/x/y}");
        await place.CreateAsync("c", "{dockerImageRepository: quay.io/x/z}");
        await place.Admin.MergeAsync(place.Path("b"), Objects.Parse("{metadata: {labels: {app: x}}}"));
        const string selector = "fieldSelector=spec.dockerImageRepository%3Dquay.io%2Fx%2Fy";

        (await place.Admin.DeleteAsync($"{place.Streams}?{selector}&dryRun=All")).Expect(200).Names().Should().Equal("a_a", "b");
        (await place.Admin.DeleteAsync($"{place.Streams}?{selector}", Objects.Parse("{preconditions: {uid: other}}"))).Expect(409);
        (await place.Admin.GetAsync(place.Streams)).Expect(200).Names().Should().Equal("a_a", "b", "c");
        var table = (await place.Admin.SendAsync(HttpMethod.Delete, $"{place.Streams}?{selector}&labelSelector=app%3Dx", null, null, ApiClient.Table)).Expect(200);
        table["rows"]!.AsArray().Select(r => r.At("cells/0")).Should().Equal("b");
        var deleted = (await place.Admin.DeleteAsync($"{place.Streams}?{selector}")).Expect(200);

        (deleted.At("kind"), deleted.At("items/0/spec/dockerImageRepository")).Should().Be(("ImageStreamList", "quay.io/x/y"));
        deleted.Names().Should().Equal("a_a");
        (await place.Admin.GetAsync(place.Streams)).Expect(200).Names().Should().Equal("c");
    }
}
