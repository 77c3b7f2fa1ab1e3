using System.Text.Json.Nodes;

namespace ImageStreams.ApiServer.Tests;

public sealed class DocumentTranslationTests
{
    [Fact]
    public void ToStored_TranslatesIdentityAndOwnersAndNothingElse()
    {
        var served = Objects.Parse("""
            {apiVersion: image.openshift.io/v1, kind: ImageStream, unknown: {name: foo_bar},
             metadata: {name: foo_bar, labels: {name: foo_bar}, ownerReferences: [
               {apiVersion: image.openshift.io/v1, kind: ImageStream, name: a_b, uid: u, extra: x}, {apiVersion: v1, kind: Secret, name: a_b, uid: v}, 7]}}
            """);
        var before = served.ToJsonString();

        var stored = DocumentTranslation.ToStored(served);

        JsonNode.DeepEquals(stored, Objects.Parse("""
            {apiVersion: image.openshift.io/v1stored, kind: ImageStream, unknown: {name: foo_bar},
             metadata: {name: foo--5fbar, labels: {name: foo_bar}, ownerReferences: [
               {apiVersion: image.openshift.io/v1stored, kind: ImageStream, name: a--5fb, uid: u, extra: x}, {apiVersion: v1, kind: Secret, name: a_b, uid: v}, 7]}}
            """)).Should().BeTrue(stored.ToJsonString());
        served.ToJsonString().Should().Be(before);
    }

    [Theory]
    [InlineData("{kind: ImageStream}")]
    [InlineData("{kind: ImageStream, metadata: [1]}")]
    [InlineData("{kind: ImageStream, metadata: {name: 5, ownerReferences: no}}")]
    public void ToStored_OfAnUnevenDocument_LeavesItToTheStore(string document)
    {
        var stored = DocumentTranslation.ToStored(Objects.Parse(document));

        stored["apiVersion"]!.GetValue<string>().Should().Be("image.openshift.io/v1stored");
        stored["metadata"]?.ToJsonString().Should().Be(Objects.Parse(document)["metadata"]?.ToJsonString());
    }
}
