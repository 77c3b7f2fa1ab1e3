namespace ImageStreams.ApiServer.Tests;

[Collection(ClusterCollection.Name)]
public sealed class TagDeleteTests(TestCluster clusters)
{
    public static TheoryData<PlaneKind, string, string> Resources => Planes.Times(("imagestreamtags", "ImageStreamTag"), ("imagetags", "ImageTag"));

    [Theory]
    [MemberData(nameof(Resources))]
    public async Task Delete_TakesSpecAndHistory(PlaneKind plane, string resource, string kind)
    {
        var place = await PlaceAsync(plane);

        var answer = await place.Admin.DeleteAsync($"{place.Tags(resource)}/s:t");

        answer.Expect(200).ToJsonString().Should().Be("""{"kind":"Status","apiVersion":"v1","metadata":{},"status":"Success"}""");
        var stream = await place.GetAsync("s");
        stream["spec"]!["tags"]!.AsArray().Select(t => t.At("name")).Should().Equal("other");
        stream["status"]!["tags"]!.AsArray().Select(t => t.At("tag")).Should().Equal("other", "pushed");
        stream.At("metadata/generation").Should().Be("2");
        (await place.Admin.DeleteAsync($"{place.Tags(resource)}/s:t")).Expect(404).At("message").Should().Be($"{resource}.image.openshift.io \"s:t\" not found");
        (await place.Admin.DeleteAsync($"{place.Tags(resource)}/nosuch:t")).Expect(404).At("message").Should().Be($"{resource}.image.openshift.io \"nosuch\" not found");
        (await place.Admin.DeleteAsync($"{place.Tags(resource)}/s")).Expect(400).At("message").Should().Be($"{kind}s must be retrieved with <name>:<tag>");
    }

    [Theory]
    [MemberData(nameof(Resources))]
    public async Task Delete_OfATagThatWasPushed_LeavesTheSpecAlone(PlaneKind plane, string resource, string kind)
    {
        var place = await PlaceAsync(plane);

        (await place.Admin.DeleteAsync($"{place.Tags(resource)}/s:pushed")).Expect(200);

        var stream = await place.GetAsync("s");
        stream["status"]!["tags"]!.AsArray().Select(t => t.At("tag")).Should().Equal("other", "t");
        stream.At("metadata/generation").Should().Be("1", kind);
    }

    [Theory]
    [MemberData(nameof(Resources))]
    public async Task Delete_OfADryRun_WritesNothing(PlaneKind plane, string resource, string kind)
    {
        var place = await PlaceAsync(plane);
        var before = await place.GetAsync("s");

        foreach (var name in (string[])["t", "pushed"])
        {
            (await place.Admin.DeleteAsync($"{place.Tags(resource)}/s:{name}?dryRun=All")).Expect(200);
            (await place.Admin.DeleteAsync($"{place.Tags(resource)}/s:{name}", Objects.Parse("{kind: DeleteOptions, apiVersion: v1, dryRun: [All]}"))).Expect(200);
        }

        (await place.GetAsync("s")).ToJsonString().Should().Be(before.ToJsonString(), kind);
    }

    [Theory]
    [MemberData(nameof(Resources))]
    public async Task Delete_OfAnother_IsAConflict(PlaneKind plane, string resource, string kind)
    {
        var place = await PlaceAsync(plane);
        var stream = await place.GetAsync("s");
        Task<Answer> DeleteAsync(string preconditions) => place.Admin.DeleteAsync(
            $"{place.Tags(resource)}/s:t", Objects.Parse($"{{kind: DeleteOptions, apiVersion: v1, preconditions: {preconditions}}}"));

        (await DeleteAsync("{uid: other}")).Expect(409).At("message").Should().Be(
            $"Operation cannot be fulfilled on {resource}.image.openshift.io \"s:t\": the UID precondition was not met");
        (await DeleteAsync("{resourceVersion: '1'}")).Expect(409).At("message").Should().EndWith("the ResourceVersion precondition was not met", kind);
        (await DeleteAsync($"{{uid: {stream.At("metadata/uid")}, resourceVersion: '{stream.At("metadata/resourceVersion")}'}}")).Expect(200);
    }

    [Theory]
    [EmbeddedPlane]
    [RealPlane]
    public async Task Deletes_ByManyAtOnce_AllArrive(PlaneKind plane)
    {
        var place = await PlaceAsync(plane);

        var answers = await Task.WhenAll(((string[])["t", "other", "pushed"]).Select(t => place.Admin.DeleteAsync($"{place.Tags()}/s:{t}")));

        answers.Should().AllSatisfy(a => a.Expect(200));
        var stream = await place.GetAsync("s");
        stream["spec"]!["tags"].Should().BeNull();
        stream["status"]!["tags"].Should().BeNull();
    }

    private async Task<Place> PlaceAsync(PlaneKind plane)
    {
        var place = await clusters.PlaceAsync(plane);
        await place.Admin.CreateStreamAsync(
            place.Namespace,
            "s",
            $"[{{tag: t, items: [{StreamCreation.Event('a')}]}}, {{tag: other, items: [{StreamCreation.Event('a')}]}}, {{tag: pushed, items: [{StreamCreation.Event('a')}]}}]",
            "{tags: [{name: t, from: {kind: DockerImage, name: x/y}}, {name: other, from: {kind: DockerImage, name: x/y}}]}");
        return place;
    }
}
