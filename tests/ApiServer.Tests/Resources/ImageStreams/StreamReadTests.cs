using ImageStreams.TestKit;

namespace ImageStreams.ApiServer.Tests;

[Collection(ClusterCollection.Name)]
public sealed class StreamReadTests(TestCluster clusters)
{
    [Theory]
    [EmbeddedPlane]
    [RealPlane]
    public async Task Get_OfAStream_IsAsItWasAnsweredWhenItWasWritten(PlaneKind plane)
    {
        var place = await clusters.PlaceAsync(plane);
        var created = await place.CreateAsync("foo_bar", "{tags: [{name: latest, from: {kind: DockerImage, name: quay.io/x/y}, reference: true}]}");

        var read = await place.GetAsync("foo_bar");

        read.ToJsonString().Should().Be(created.ToJsonString());
        read.At("apiVersion").Should().Be("image.openshift.io/v1");
        read.At("metadata/name").Should().Be("foo_bar");
        read.At("status/dockerImageRepository").Should().Be($"{TestCluster.RegistryHost}/{place.Namespace}/foo_bar");
        read.At("status/publicDockerImageRepository").Should().Be($"{TestCluster.PublicRegistryHost}/{place.Namespace}/foo_bar");
        (await place.GetStoredAsync("foo--5fbar")).At("metadata/uid").Should().Be(read.At("metadata/uid"));
    }

    [Theory]
    [EmbeddedPlane]
    [RealPlane]
    public async Task Get_OfWhatIsNotThere_NamesTheServedName(PlaneKind plane)
    {
        var place = await clusters.PlaceAsync(plane);

        foreach (var name in new[] { "foo_bar", "sha256-" + new string('a', 64), "UPPER" })
        {
            var missing = (await place.Admin.GetAsync(place.Path(name))).Expect(404);

            missing.At("message").Should().Be($"imagestreams.image.openshift.io \"{name}\" not found");
            missing.At("details").Should().Be($$"""{"name":"{{name}}","group":"image.openshift.io","kind":"imagestreams"}""");
        }
    }

    [Theory]
    [EmbeddedPlane]
    [RealPlane]
    public async Task List_InPages_ShowsEachStreamOnce(PlaneKind plane)
    {
        var place = await clusters.PlaceAsync(plane);
        string[] names = ["a", "b.b", "c_c", "d", "e"];
        foreach (var name in names)
        {
            await place.CreateAsync(name);
        }

        List<string> found = [];
        List<string?> remaining = [];
        var next = "";
        do
        {
            var page = (await place.Admin.GetAsync($"{place.Streams}?limit=2&continue={Uri.EscapeDataString(next)}")).Expect(200);
            found.AddRange(page.Names());
            remaining.Add(page.At("metadata/remainingItemCount"));
            next = page.At("metadata/continue") ?? "";
        }
        while (next.Length > 0);

        found.Should().Equal(names);
        remaining.Should().Equal("3", "1", null);
    }

    [Theory]
    [EmbeddedPlane]
    [RealPlane]
    public async Task List_OfNamesThatAreStoredOtherwise_IsInTheOrderOfTheServedOnes(PlaneKind plane)
    {
        var place = await clusters.PlaceAsync(plane);
        string[] names = ["foo", "foo-a", "foo.bar", "foo0", "foo_a", "foo_bar", "food"];
        foreach (var name in names.Reverse())
        {
            await place.CreateAsync(name);
        }

        (await place.Admin.GetAsync(place.Streams)).Expect(200).Names().Should().Equal(names);
        (await place.Admin.GetAsync($"{place.Streams}?limit=500")).Expect(200).Names().Should().Equal(names);
        (await place.Admin.GetAsync(place.Streams, ApiClient.Table)).Expect(200)["rows"]!.AsArray().Select(r => r.At("cells/0")).Should().Equal(names);
        var page = (await place.Admin.GetAsync($"{place.Streams}?limit=4")).Expect(200);
        var rest = (await place.Admin.GetAsync($"{place.Streams}?limit=4&continue={page.At("metadata/continue")}")).Expect(200);
        page.Names().Should().Equal("foo", "foo-a", "foo_a", "foo_bar"); // a page has what is stored first
        rest.Names().Should().Equal("foo.bar", "foo0", "food");
    }

    [Theory]
    [EmbeddedPlane]
    [RealPlane]
    public async Task List_AtAnyVersion_HasNoPages(PlaneKind plane)
    {
        var place = await clusters.PlaceAsync(plane);
        await place.CreateAsync("a");
        await place.CreateAsync("b");

        // A real one answers from what it has seen so far.
        await Eventually.Succeeds(async () => (await place.Admin.GetAsync($"{place.Streams}?resourceVersion=0&limit=1")).Expect(200).Names().Should().Equal("a", "b"));
        (await place.Admin.GetAsync($"{place.Streams}?limit=1")).Expect(200).Names().Should().Equal("a");
    }

    [Theory]
    [EmbeddedPlane]
    [RealPlane]
    public async Task List_WithATokenThatIsNone_SaysWhatIsWrongWithIt(PlaneKind plane)
    {
        var place = await clusters.PlaceAsync(plane);

        (await place.Admin.GetAsync($"{place.Streams}?limit=2&continue=bogus")).Expect(400).At("message")
            .Should().Be("invalid continue token: continue key is not valid: illegal base64 data at input byte 4");
    }

    [Theory]
    [EmbeddedPlane]
    [RealPlane]
    public async Task List_OfStreams_ShowsItemsWithoutKind(PlaneKind plane)
    {
        var place = await clusters.PlaceAsync(plane);
        await place.CreateAsync("foo_bar");

        var list = (await place.Admin.GetAsync(place.Streams)).Expect(200);

        list.At("kind").Should().Be("ImageStreamList");
        list.At("apiVersion").Should().Be("image.openshift.io/v1");
        list["items"]![0]!.AsObject().Select(p => p.Key).Should().Equal("metadata", "spec", "status");
        (await place.Admin.GetAsync($"{ApiClient.Group}/imagestreams")).Expect(200)["items"]!.AsArray()
            .Should().Contain(i => i.At("metadata/namespace") == place.Namespace && i.At("metadata/name") == "foo_bar");
    }

    public static TheoryData<PlaneKind, string, string> Selections { get; } = Planes.Times(
        ("labelSelector=app%3Dweb", "one"),
        ("labelSelector=app%21%3Dweb", "three foo_bar"),
        ("fieldSelector=metadata.name%3Dfoo_bar", "foo_bar"),
        ("fieldSelector=metadata.name%21%3Dfoo_bar", "one three"),
        ("fieldSelector=metadata.name%3DUP%2FPER", ""),
        ("fieldSelector=spec.dockerImageRepository%3Dquay.io%2Fx%2Fy", "one"),
        ("fieldSelector=spec.dockerImageRepository%21%3Dquay.io%2Fx%2Fy&labelSelector=app", "foo_bar"),
        ("fieldSelector=spec.dockerImageRepository%3Dquay.io%2Fx%2Fy&limit=1", "one"));

    [Theory]
    [MemberData(nameof(Selections))]
    public async Task List_WithSelectors_ShowsWhatIsSelected(PlaneKind plane, string query, string expected)
    {
        var place = await clusters.PlaceAsync(plane);
        await place.CreateAsync("one", "{dockerImageRepository: quay.io/x/y}");
        await place.CreateAsync("three");
        await place.CreateAsync("foo_bar");
        await place.Admin.MergeAsync(place.Path("one"), Objects.Parse("{metadata: {labels: {app: web}}}"));
        await place.Admin.MergeAsync(place.Path("foo_bar"), Objects.Parse("{metadata: {labels: {app: db}}}"));

        List<string> found = [];
        var next = "";
        do
        {
            var list = (await place.Admin.GetAsync($"{place.Streams}?{query}&continue={Uri.EscapeDataString(next)}")).Expect(200);
            found.AddRange(list.Names());
            next = list.At("metadata/continue") ?? "";
        }
        while (next.Length > 0);

        found.Should().BeEquivalentTo(expected.Split(' ', StringSplitOptions.RemoveEmptyEntries));
    }

    [Theory]
    [EmbeddedPlane]
    [RealPlane]
    public async Task List_ByAFieldThatStreamsLack_IsRefused(PlaneKind plane)
    {
        var place = await clusters.PlaceAsync(plane);

        (await place.Admin.GetAsync($"{place.Streams}?fieldSelector=spec.tags%3Dx")).Expect(400).At("message").Should().Contain("spec.tags");
    }

    [Theory]
    [EmbeddedPlane]
    [RealPlane]
    public async Task List_AtAVersion_ShowsWhatWasThere(PlaneKind plane)
    {
        var place = await clusters.PlaceAsync(plane);
        await place.CreateAsync("old");
        var version = (await place.Admin.GetAsync(place.Streams)).Expect(200).At("metadata/resourceVersion");
        await place.CreateAsync("young");

        (await place.Admin.GetAsync($"{place.Streams}?resourceVersion={version}&resourceVersionMatch=Exact")).Expect(200).Names().Should().Equal("old");
        (await place.Admin.GetAsync($"{place.Streams}?resourceVersion={version}&resourceVersionMatch=NotOlderThan")).Expect(200).Names().Should().Contain("old");
        (await place.Admin.GetAsync($"{place.Streams}?resourceVersionMatch=Exact")).Expect(422).CauseFields().Should().Equal("resourceVersionMatch");
    }

    [Theory]
    [EmbeddedPlane]
    [RealPlane]
    public async Task Read_InEveryForm_ShowsServedNames(PlaneKind plane)
    {
        var place = await clusters.PlaceAsync(plane);
        await place.CreateAsync("foo_bar", "{tags: [{name: v1, from: {kind: DockerImage, name: quay.io/x/y}, reference: true}]}");

        var table = (await place.Admin.GetAsync(place.Streams, ApiClient.Table)).Expect(200);
        table.At("kind").Should().Be("Table");
        table["columnDefinitions"]!.AsArray().Select(c => c.At("name")).Should().Equal("Name", "Image Repository", "Tags", "Updated");
        table.At("rows/0/cells").Should().MatchRegex("""^\["foo_bar","images.test/[^"]*/foo_bar","v1",".* ago"\]$""");
        table.At("rows/0/object/kind").Should().Be("PartialObjectMetadata");
        table.At("rows/0/object/metadata/name").Should().Be("foo_bar");

        const string partial = "application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io";
        var metadata = (await place.Admin.GetAsync(place.Streams, partial)).Expect(200);
        metadata.At("kind").Should().Be("PartialObjectMetadataList");
        metadata["items"]![0]!.AsObject().Select(p => p.Key).Should().BeEquivalentTo("kind", "apiVersion", "metadata");
        metadata.Names().Should().Equal("foo_bar");

        var yaml = await place.Admin.GetAsync(place.Path("foo_bar"), "application/yaml");
        yaml.ContentHeaders.ContentType!.MediaType.Should().Be("application/yaml");
        yaml.Text.Should().StartWith("apiVersion: image.openshift.io/v1\nkind: ImageStream\n").And.Contain("\n  name: foo_bar\n");

        (await place.Admin.GetAsync(place.Streams, "application/vnd.kubernetes.protobuf")).Expect(406);
        (await place.Admin.GetAsync(place.Streams, "application/vnd.kubernetes.protobuf, application/json")).Expect(200).Names().Should().Equal("foo_bar");
    }

    [Theory]
    [EmbeddedPlane]
    [RealPlane]
    public async Task Read_OfManagers_ShowsTheServedVersionAndHidesOurs(PlaneKind plane)
    {
        var place = await clusters.PlaceAsync(plane);
        await place.CreateAsync("s", "{tags: [{name: v1, from: {kind: DockerImage, name: quay.io/x/y}, reference: true}]}");

        var served = (await place.GetAsync("s"))["metadata"]!["managedFields"]!.AsArray();
        var stored = (await place.GetStoredAsync("s"))["metadata"]!["managedFields"]!.AsArray();

        served.Select(e => (e.At("manager"), e.At("apiVersion"))).Should().Equal(("tests", "image.openshift.io/v1"));
        stored.Select(e => (e.At("manager"), e.At("apiVersion"), e.At("subresource"))).Should().BeEquivalentTo(
            [("tests", "image.openshift.io/v1stored", null), ("imagestreams-apiserver", "image.openshift.io/v1stored", (string?)"status")]);
    }

    [Theory]
    [EmbeddedPlane]
    [RealPlane]
    public async Task Methods_ThatStreamsLack_AreRefused(PlaneKind plane)
    {
        var place = await clusters.PlaceAsync(plane);
        var stream = Objects.Stream("s");

        (await place.Admin.PostAsync(place.Path("s"), stream)).Expect(405);
        (await place.Admin.PutAsync(place.Streams, stream)).Expect(405);
        (await place.Admin.GetAsync($"{place.Path("s")}/nosuch")).Code.Should().Be(404);
    }
}
