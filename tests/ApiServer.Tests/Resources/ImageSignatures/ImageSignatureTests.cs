using System.Text.Json.Nodes;

namespace ImageStreams.ApiServer.Tests;

[Collection(ClusterCollection.Name)]
public sealed class ImageSignatureTests(TestCluster clusters)
{
    private const string Signatures = $"{ApiClient.Group}/imagesignatures";

    [Theory]
    [EmbeddedPlane]
    [RealPlane]
    public async Task Create_OfASignature_KeepsItInTheImage(PlaneKind plane)
    {
        var (admin, image) = await ImageAsync(plane);
        var sent = Signature($"{image}@one");
        foreach (var (field, value) in Objects.Parse("""
            {conditions: [{type: Trusted, status: 'True'}], imageIdentity: x/y, signedClaims: {a: b}, created: '2026-01-01T00:00:00Z', issuedBy: {organization: o}, issuedTo: {publicKeyID: k}}
            """))
        {
            sent[field] = value?.DeepClone();
        }

        var created = (await admin.PostAsync(Signatures, sent)).Expect(201).AsObject();

        created.Select(p => p.Key).Should().BeEquivalentTo(["kind", "apiVersion", "metadata", "type", "content"], "what only a verification finds is not its sender's to say");
        created["metadata"]!.AsObject().Select(p => p.Key).Should().BeEquivalentTo("name", "uid", "creationTimestamp");
        created.Remove("kind");
        created.Remove("apiVersion");
        var stored = (await admin.GetAsync($"{ApiClient.Images}/{image}")).Expect(200);
        stored["signatures"]!.AsArray().Should().ContainSingle().Which!.ToJsonString().Should().Be(created.ToJsonString());
    }

    [Theory]
    [EmbeddedPlane]
    [RealPlane]
    public async Task Create_OfWhatIsThere_IsRefused(PlaneKind plane)
    {
        var (admin, image) = await ImageAsync(plane);
        (await admin.PostAsync(Signatures, Signature($"{image}@one"))).Expect(201);
        var (sameName, sameContent) = (Signature($"{image}@one", "BBBB"), Signature($"{image}@two"));

        (await admin.PostAsync(Signatures, sameName)).Expect(409).At("message").Should().Be($"imageSignatures.image.openshift.io \"{image}@one\" already exists");
        (await admin.PostAsync(Signatures, sameContent)).Expect(409).At("details/kind").Should().Be("imageSignatures");
        (await admin.PostAsync(Signatures, Signature($"{image}@two", "BBBB"))).Expect(201);
        (await admin.GetAsync($"{ApiClient.Images}/{image}")).Expect(200)["signatures"]!.AsArray().Should().HaveCount(2);
    }

    [Theory]
    [InlineData("nosig", "AAAA", "atomic", "metadata.name")]
    [InlineData("a@", "AAAA", "atomic", "metadata.name")]
    [InlineData("@a", "AAAA", "atomic", "metadata.name")]
    [InlineData("a@b@c", "AAAA", "atomic", "metadata.name")]
    [InlineData("a@b", "", "atomic", "content")]
    [InlineData("a@b", "AAAA", "", "type")]
    public async Task Create_OfWhatIsNotValid_NamesTheField(string name, string content, string type, string field)
    {
        var sent = Signature(name, content);
        sent["type"] = type;

        var refusal = (await clusters.Admin.PostAsync(Signatures, sent)).Expect(422);

        refusal.CauseFields().Should().Equal(field);
        refusal.At("details/kind").Should().Be("ImageSignature");
    }

    [Fact]
    public async Task Create_WithoutImageOrName_IsRefused()
    {
        var missing = Objects.UniqueImage().At("metadata/name");
        var generated = Signature("x");
        generated["metadata"] = Objects.Parse($"{{generateName: '{missing}@'}}");

        (await clusters.Admin.PostAsync(Signatures, Signature($"{missing}@x"))).Expect(404).At("message").Should().Be($"images.image.openshift.io \"{missing}\" not found");
        (await clusters.Admin.PostAsync(Signatures, generated)).Expect(500).At("message").Should().Be("Internal error occurred: metadata.name was not generated");
        (await clusters.Admin.GetAsync(Signatures)).Expect(405);
        (await clusters.Admin.GetAsync($"{Signatures}/{missing}@x")).Expect(405);
    }

    [Theory]
    [EmbeddedPlane]
    [RealPlane]
    public async Task Delete_OfASignature_TakesItOutOfTheImage(PlaneKind plane)
    {
        var (admin, image) = await ImageAsync(plane);
        (await admin.PostAsync(Signatures, Signature($"{image}@one"))).Expect(201);
        (await admin.PostAsync(Signatures, Signature($"{image}@two", "BBBB"))).Expect(201);

        var deleted = (await admin.DeleteAsync($"{Signatures}/{image}@one")).Expect(200);

        deleted.ToJsonString().Should().Be("""{"kind":"Status","apiVersion":"v1","metadata":{},"status":"Success"}""");
        (await admin.GetAsync($"{ApiClient.Images}/{image}")).Expect(200)["signatures"]!.AsArray().Should().ContainSingle().Which.At("metadata/name").Should().Be($"{image}@two");
        (await admin.DeleteAsync($"{Signatures}/{image}@one")).Expect(404).At("message").Should().Be($"imageSignatures.image.openshift.io \"{image}@one\" not found");
        (await admin.DeleteAsync($"{Signatures}/{image}@two")).Expect(200);
        (await admin.GetAsync($"{ApiClient.Images}/{image}")).Expect(200)["signatures"].Should().BeNull();
    }

    [Fact]
    public async Task Delete_OfWhatIsNotThere_Says()
    {
        var missing = Objects.UniqueImage().At("metadata/name");

        (await clusters.Admin.DeleteAsync($"{Signatures}/{missing}@x")).Expect(404).At("details/kind").Should().Be("images");
        (await clusters.Admin.DeleteAsync($"{Signatures}/nosig")).Expect(400).At("message").Should().Be("ImageSignatures must be accessed with <imageName>@<signatureName>");
    }

    [Theory]
    [EmbeddedPlane]
    [RealPlane]
    public async Task DryRuns_WriteNothing(PlaneKind plane)
    {
        var (admin, image) = await ImageAsync(plane);
        (await admin.PostAsync(Signatures, Signature($"{image}@one"))).Expect(201);

        (await admin.PostAsync($"{Signatures}?dryRun=All", Signature($"{image}@two", "BBBB"))).Expect(201);
        (await admin.DeleteAsync($"{Signatures}/{image}@one?dryRun=All")).Expect(200);

        (await admin.GetAsync($"{ApiClient.Images}/{image}")).Expect(200)["signatures"]!.AsArray().Should().ContainSingle().Which.At("metadata/name").Should().Be($"{image}@one");
    }

    [Theory]
    [EmbeddedPlane]
    [RealPlane]
    public async Task Create_OfManyAtOnce_LosesNoneThatWasAccepted(PlaneKind plane)
    {
        var (admin, image) = await ImageAsync(plane);

        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(i =>
            admin.PostAsync(Signatures, Signature($"{image}@s{i}", Convert.ToBase64String([(byte)i])))));

        var refused = answers.Where(a => a.Code != 201).ToList();
        refused.Should().AllSatisfy(a =>
        {
            var status = a.Expect(409);
            (status.At("reason"), status.At("details/kind"), status.At("details/name")).Should().Be(("Conflict", "images", image), "somebody else has written the image");
        });
        (await admin.GetAsync($"{ApiClient.Images}/{image}")).Expect(200)["signatures"]!.AsArray().Should().HaveCount(12 - refused.Count);
    }

    [Theory]
    [EmbeddedPlane]
    [RealPlane]
    public async Task Signatures_WithWhatAVerificationFound_AreWrittenWithTheirImage(PlaneKind plane)
    {
        var (admin, image) = await ImageAsync(plane);
        (await admin.PostAsync(Signatures, Signature($"{image}@one"))).Expect(201);
        var stored = (await admin.GetAsync($"{ApiClient.Images}/{image}")).Expect(200);
        var verified = stored["signatures"]![0]!.AsObject();
        foreach (var (field, value) in Objects.Parse("""
            {conditions: [{type: Trusted, status: 'True', lastProbeTime: '2026-01-02T03:04:05Z', lastTransitionTime: '2026-01-02T03:04:05Z', reason: manual, message: by hand},
                          {type: ForImage, status: 'True', lastProbeTime: null, lastTransitionTime: null}],
             imageIdentity: quay.io/a/b, signedClaims: {a: b}, created: '2026-01-01T00:00:00Z', issuedBy: {organization: o, commonName: c}, issuedTo: {publicKeyID: k}}
            """))
        {
            verified[field] = value?.DeepClone();
        }

        var updated = (await admin.PutAsync($"{ApiClient.Images}/{image}", stored)).Expect(200);

        updated["signatures"]!.AsArray().Should().ContainSingle().Which!.ToJsonString().Should().Be(verified.ToJsonString());
        (await admin.PostAsync(Signatures, Signature($"{image}@two", "BBBB"))).Expect(201);
        var both = (await admin.GetAsync($"{ApiClient.Images}/{image}")).Expect(200)["signatures"]!.AsArray();
        both.Select(s => s.At("metadata/name")).Should().Equal($"{image}@one", $"{image}@two");
        both[0]!["conditions"]!.AsArray().Should().HaveCount(2, "another signature changes nothing of the first");
        both[1]!["conditions"].Should().BeNull();
    }

    private static JsonObject Signature(string name, string content = "AAAA") => Objects.Parse(
        $"{{apiVersion: image.openshift.io/v1, kind: ImageSignature, metadata: {{name: '{name}'}}, type: atomic, content: '{content}'}}");

    private async Task<(ApiClient Admin, string Image)> ImageAsync(PlaneKind plane)
    {
        var cluster = await clusters.OnAsync(plane);
        var image = Objects.UniqueImage();
        (await cluster.Admin.PostAsync(ApiClient.Images, image)).Expect(201);
        return (cluster.Admin, image.At("metadata/name")!);
    }
}
