using System.Text.Json.Nodes;

namespace ImageStreams.ApiServer.Tests;

[Collection(ClusterCollection.Name)]
public sealed class ImageTests(TestCluster clusters)
{
    [Theory]
    [EmbeddedPlane]
    [RealPlane]
    public async Task Create_OfAnImage_FillsInWhatIsNotSaid(PlaneKind plane)
    {
        var cluster = await clusters.OnAsync(plane);
        var image = Objects.UniqueImage();
        image["dockerImageMetadata"]!["Unknown"] = 7;

        var created = (await cluster.Admin.PostAsync(ApiClient.Images, image)).Expect(201);

        created.At("dockerImageMetadata").Should().Be("""{"kind":"DockerImage","apiVersion":"image.openshift.io/1.0","Id":"sha256:c0","Created":null,"ContainerConfig":{}}""");
        created.At("dockerImageMetadataVersion").Should().Be("1.0");
        created["metadata"]!["generation"].Should().BeNull();
        (await cluster.Admin.GetAsync($"{ApiClient.Images}/{created.At("metadata/name")}")).Expect(200).ToJsonString().Should().Be(created.ToJsonString());
    }

    [Theory]
    [EmbeddedPlane]
    [RealPlane]
    public async Task Create_UnderADigest_StoresItUnderANameThatCanBeStored(PlaneKind plane)
    {
        var cluster = await clusters.OnAsync(plane);
        var image = Objects.UniqueImage();
        var name = image.At("metadata/name")!;
        (await cluster.Admin.PostAsync(ApiClient.Images, image)).Expect(201);

        (await cluster.Admin.GetAsync($"/apis/image.openshift.io/v1stored/images/{name.Replace(':', '-')}")).Expect(200);
        (await cluster.Admin.GetAsync($"{ApiClient.Images}/{name.Replace(':', '-')}")).Expect(404);
        (await cluster.Admin.GetAsync($"{ApiClient.Images}?fieldSelector=metadata.name%3D{name}")).Expect(200).Names().Should().Equal(name);
        var table = (await cluster.Admin.GetAsync($"{ApiClient.Images}?fieldSelector=metadata.name%3D{name}", ApiClient.Table)).Expect(200);
        table.At("rows/0/cells").Should().Be($"""["{name}","quay.io/a/b@{name}"]""");
        (await cluster.Admin.PostAsync(ApiClient.Images, image)).Expect(409).At("message").Should().Be($"images.image.openshift.io \"{name}\" already exists");
    }

    [Theory]
    [EmbeddedPlane]
    [RealPlane]
    public async Task Update_OfAnImage_LeavesWhatItIsMadeOf(PlaneKind plane)
    {
        var cluster = await clusters.OnAsync(plane);
        var image = (await cluster.Admin.PostAsync(ApiClient.Images, Objects.UniqueImage())).Expect(201);
        var path = $"{ApiClient.Images}/{image.At("metadata/name")}";
        var changed = image.DeepClone();
        changed["dockerImageLayers"] = new JsonArray();
        changed["dockerImageMetadata"]!["Id"] = "other";
        changed["dockerImageMetadataVersion"] = "1.0";
        changed["dockerImageManifest"] = "{}";
        changed["dockerImageReference"] = "quay.io/moved/b";
        changed["metadata"]!["labels"] = Objects.Parse("{a: b}");

        var updated = (await cluster.Admin.PutAsync(path, changed)).Expect(200);

        updated["dockerImageLayers"]!.ToJsonString().Should().Be(image["dockerImageLayers"]!.ToJsonString());
        updated["dockerImageMetadata"]!.ToJsonString().Should().Be(image["dockerImageMetadata"]!.ToJsonString());
        updated["dockerImageManifest"].Should().BeNull();
        updated.At("dockerImageReference").Should().Be("quay.io/moved/b");
        updated.At("metadata/labels").Should().Be("""{"a":"b"}""");
        (await cluster.Admin.PutAsync(path, image)).Expect(409);
        image["metadata"]!.AsObject().Remove("resourceVersion");
        (await cluster.Admin.PutAsync(path, image)).Expect(422).CauseFields().Should().Equal("metadata.resourceVersion");
    }

    [Theory]
    [EmbeddedPlane]
    [RealPlane]
    public async Task Patch_OfSignatures_MergesThemByName(PlaneKind plane)
    {
        var cluster = await clusters.OnAsync(plane);
        var name = (await cluster.Admin.PostAsync(ApiClient.Images, Objects.UniqueImage())).Expect(201).At("metadata/name");
        var path = $"{ApiClient.Images}/{name}";

        (await cluster.Admin.MergeAsync(path, Objects.Parse($"{{signatures: [{{metadata: {{name: '{name}@one'}}, type: AtomicImageV1, content: YQ==}}]}}"))).Expect(200)
            .At("signatures/0/metadata/name").Should().Be($"{name}@one");
        (await cluster.Admin.MergeAsync(path, Objects.Parse("{signatures: [{metadata: {name: nope}, type: AtomicImageV1, content: YQ==}]}"))).Expect(422)
            .At("message").Should().Contain("name must be of format <imageName>@<signatureName>");
        (await cluster.Admin.MergeAsync(path, Objects.Parse($"{{signatures: [{{metadata: {{name: '{name}@two'}}, type: AtomicImageV1}}]}}"))).Expect(422)
            .CauseFields().Should().Contain("signatures[0].content");
    }

    public static TheoryData<PlaneKind, string, string> BadImages { get; } = Planes.Times(
        ("{dockerImageReference: null}", "dockerImageReference"),
        ("{dockerImageReference: '!!'}", "dockerImageReference"),
        ("{metadata: {name: a/b}}", "metadata.name"),
        ($"{{metadata: {{name: 'sha256-{new string('f', 64)}'}}}}", "metadata.name"),
        ("{dockerImageManifests: [{digest: bad, mediaType: x/y, manifestSize: 1, architecture: a, os: o}]}", "dockerImageManifests[0].digest"));

    [Theory]
    [MemberData(nameof(BadImages))]
    public async Task Create_OfABadImage_NamesTheField(PlaneKind plane, string change, string field)
    {
        var cluster = await clusters.OnAsync(plane);
        var image = Objects.UniqueImage();
        foreach (var (key, value) in Objects.Parse(change))
        {
            image[key] = value?.DeepClone();
        }

        var refused = (await cluster.Admin.PostAsync(ApiClient.Images, image)).Expect(422);

        refused.CauseFields().Should().Contain(field);
        refused.At("details/kind").Should().Be("Image");
    }

    [Theory]
    [EmbeddedPlane]
    [RealPlane]
    public async Task Create_WithMetadataOfAnotherKind_IsRefused(PlaneKind plane)
    {
        var cluster = await clusters.OnAsync(plane);
        var image = Objects.UniqueImage();
        image["dockerImageMetadata"] = Objects.Parse("{kind: Nope, apiVersion: '1.0'}");

        (await cluster.Admin.PostAsync(ApiClient.Images, image)).Expect(400).At("message").Should().Contain("no kind \"Nope\" is registered for version \"1.0\"");
    }

    [Theory]
    [EmbeddedPlane]
    [RealPlane]
    public async Task Read_OfAnImageWithMetadataOfWrongTypes_ShowsTheRest(PlaneKind plane)
    {
        var cluster = await clusters.OnAsync(plane);
        var image = Objects.UniqueImage();
        var name = image.At("metadata/name")!;
        image["apiVersion"] = "image.openshift.io/v1stored";
        image["metadata"]!["name"] = name.Replace(':', '-');
        image["dockerImageMetadata"] = Objects.Parse("{Size: much, Config: [1]}");
        (await cluster.Admin.PostAsync("/apis/image.openshift.io/v1stored/images", image)).Expect(201);

        var read = (await cluster.Admin.GetAsync($"{ApiClient.Images}/{name}")).Expect(200);

        read.At("dockerImageMetadata/Id").Should().BeEmpty();
        read.At("dockerImageReference").Should().Be($"quay.io/a/b@{name}");
        (await cluster.Admin.GetAsync(ApiClient.Images)).Expect(200).Names().Should().Contain(name);
    }

    [Theory]
    [EmbeddedPlane]
    [RealPlane]
    public async Task Apply_OfAnImage_MakesIt(PlaneKind plane)
    {
        var cluster = await clusters.OnAsync(plane);
        var image = Objects.UniqueImage();
        var path = $"{ApiClient.Images}/{image.At("metadata/name")}";

        var created = (await cluster.Admin.ApplyAsync(path, "me", image.ToJsonString())).Expect(201);
        var again = (await cluster.Admin.ApplyAsync(path, "me", image.ToJsonString())).Expect(200);

        created.At("dockerImageMetadataVersion").Should().Be("1.0");
        again.ToJsonString().Should().Be(created.ToJsonString());
        created["metadata"]!["managedFields"]!.AsArray().Select(e => e.At("manager")).Should().Equal("me");
        (await cluster.Admin.DeleteAsync(path)).Expect(200).At("details/name").Should().Be(image.At("metadata/name"));
    }
}
