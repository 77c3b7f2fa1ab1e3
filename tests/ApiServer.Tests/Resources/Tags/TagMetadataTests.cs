using System.Text.Json.Nodes;

namespace ImageStreams.ApiServer.Tests;

[Collection(ClusterCollection.Name)]
public sealed class TagMetadataTests(TestCluster clusters)
{
    private const string One = "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1";
    private const string Many = "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1";

    [Theory]
    [EmbeddedPlane]
    [RealPlane]
    public async Task MetadataAlone_OfATag_IsOfAThingOfItsOwn_HoweverItIsAskedFor(PlaneKind plane)
    {
        var place = await clusters.PlaceAsync(plane);
        var stream = await place.Admin.CreateStreamAsync(
            place.Namespace,
            "s",
            $"[{{tag: a, items: [{StreamCreation.Event('a')}]}}, {{tag: b, items: [{StreamCreation.Event('b')}]}}]",
            metadata: await OwnedAsync(place));
        await place.Admin.EnsureImageAsync(Objects.Image('a'));
        var uids = new List<string> { stream.At("metadata/uid")! };
        foreach (var resource in (string[])["imagestreamtags", "imagetags"])
        {
            using var watch = await place.Admin.WatchAsync($"{place.Tags(resource)}?watch=true", One);

            var got = (await place.Admin.GetAsync($"{place.Tags(resource)}/s:a", One)).Expect(200);
            var listed = (await place.Admin.GetAsync(place.Tags(resource), Many)).Expect(200)["items"]!.AsArray();

            var watched = (await watch.NextAsync())!["object"]!;
            ((JsonNode[])[got, listed[0]!, watched]).Should().AllSatisfy(one =>
            {
                (one.At("kind"), one.At("metadata/name"), one.At("metadata/uid")).Should().Be(("PartialObjectMetadata", "s:a", got.At("metadata/uid")));
                one["metadata"]!["ownerReferences"].Should().BeNull();
            });
            uids.AddRange(listed.Select(i => i!.At("metadata/uid")!));
        }

        uids.Should().HaveCount(5).And.OnlyHaveUniqueItems().And.AllSatisfy(uid => Guid.TryParse(uid, out _).Should().BeTrue());
    }

    [Fact]
    public async Task WholeTags_HaveTheUidOfTheirStream()
    {
        var place = await clusters.PlaceAsync(PlaneKind.Embedded);
        var stream = await place.Admin.CreateStreamAsync(place.Namespace, "s", $"[{{tag: a, items: [{StreamCreation.Event('a')}]}}]");
        await place.Admin.EnsureImageAsync(Objects.Image('a'));

        (await place.Admin.GetAsync($"{place.Tags()}/s:a")).Expect(200).At("metadata/uid").Should().Be(stream.At("metadata/uid"));
        (await place.Admin.GetAsync(place.Tags("imagetags"))).Expect(200).At("items/0/metadata/uid").Should().Be(stream.At("metadata/uid"));
    }

    [Theory]
    [EmbeddedPlane]
    [RealPlane]
    public async Task LastPage_OfAnything_NamesNoNextOne(PlaneKind plane)
    {
        var place = await clusters.PlaceAsync(plane);
        await place.CreateAsync("s");
        foreach (var path in (string[])[place.Streams, $"{place.Streams}?labelSelector=none%3Dno", place.Tags(), place.Tags("imagetags"), ApiClient.Images])
        {
            foreach (var accept in (string[])["application/json", ApiClient.Table, Many])
            {
                (await place.Admin.GetAsync(path, accept)).Expect(200)["metadata"]!.AsObject().ContainsKey("continue").Should().BeFalse("{0} as {1}", path, accept);
            }
        }
    }

    private static async Task<string> OwnedAsync(Place place)
    {
        var owner = Objects.Parse("{apiVersion: v1, kind: ConfigMap, metadata: {name: owner}}");
        var uid = (await place.Admin.PostAsync($"/api/v1/namespaces/{place.Namespace}/configmaps", owner)).Expect(201).At("metadata/uid");
        return $"{{ownerReferences: [{{apiVersion: v1, kind: ConfigMap, name: owner, uid: {uid}}}]}}";
    }
}
