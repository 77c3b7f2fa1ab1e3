using System.Text.Json;
using ImageStreams.Entities;

namespace ImageStreams.Images.Tests;

public sealed class StreamViewsTests
{
    private static readonly string A = Make.Digest('a');

    private static readonly Image Image = new()
    {
        Kind = "Image",
        Metadata = new ObjectMeta { Name = A, Uid = "i", CreationTimestamp = Make.Now, Annotations = new Dictionary<string, string> { ["of"] = "image", ["x"] = "y" } },
        DockerImageReference = $"first.io/x@{A}",
        DockerImageManifest = "m",
    };

    [Fact]
    public void FindTag_ShowsTagAndImageTogether()
    {
        var tag = Make.Docker("t", "q.io/x:1", 3).Annotated("of", "tag") with { ReferencePolicy = new TagReferencePolicy { Type = "Local" } };
        var stream = Make.Stream(tag).Annotated("of", "stream").With(Make.History("t", $"q.io/x@{A}|{A}|3").Failing("NotFound", "m", 4, Make.Now));
        stream = stream with { Metadata = stream.Metadata! with { Labels = new Dictionary<string, string> { ["l"] = "1" } } };

        var view = StreamViews.FindTag(stream, "t", Image, new RegistryHosts { Internal = "reg:5000" }, ImportModes.Legacy);

        JsonSerializer.SerializeToNode(view!, EntitiesJsonContext.Default.ImageStreamTag).ShouldBe($$$"""
            {"kind":"ImageStreamTag","apiVersion":"image.openshift.io/v1",
             "metadata":{"name":"s:t","namespace":"ns","uid":"u-1","resourceVersion":"1","creationTimestamp":"2025-12-31T23:00:00Z","labels":{"l":"1"},"annotations":{"of":"tag"} },
             "tag":{"name":"t","annotations":{"of":"tag"},"from":{"kind":"DockerImage","name":"q.io/x:1"},"generation":3,"importPolicy":{"importMode":"Legacy"},"referencePolicy":{"type":"Local"} },
             "generation":3,"lookupPolicy":{"local":false},
             "conditions":[{"type":"ImportSuccess","status":"False","lastTransitionTime":"2026-01-01T00:00:00Z","reason":"NotFound","message":"m","generation":4}],
             "image":{"metadata":{"name":"{{{A}}}","uid":"i","creationTimestamp":"2026-01-01T00:00:00Z","annotations":{"of":"tag","x":"y"} },
               "dockerImageReference":"reg:5000/ns/s@{{{A}}}","dockerImageMetadataVersion":"1.0",
               "dockerImageMetadata":{"kind":"DockerImage","apiVersion":"image.openshift.io/1.0","Id":"","Created":null,"ContainerConfig":{} } } }
            """);
    }

    [Fact]
    public void FindTag_OfAPushedTag_HasNoSpecTag()
    {
        var stream = Make.Stream().With(Make.History("latest", $"q.io/x@{A}|{A}|3"));

        var view = StreamViews.FindTag(stream, "", Image, RegistryHosts.None, ImportModes.Legacy)!;

        view.Tag.IsPresent.Should().BeTrue();
        view.Tag.HasValue.Should().BeFalse();
        view.Metadata!.Name.Should().Be("s:latest");
        view.Metadata.Annotations.Should().BeNull();
        view.Image!.DockerImageReference.Should().Be($"q.io/x@{A}");
        view.Image.Metadata!.Annotations.Should().Contain("of", "image");
    }

    [Fact]
    public void TagOf_WithoutImage_IsBlank()
    {
        var stream = Make.Stream(Make.Docker("t", "q.io/x:1", 3)).With(Make.History("t", "q.io/x||2"));
        stream = stream with { Metadata = stream.Metadata! with { CreationTimestamp = Make.Now } };

        var view = StreamViews.TagOf(stream, "t", null, RegistryHosts.None, ImportModes.Legacy);

        (view.Generation, view.Metadata!.CreationTimestamp.Value).Should().Be((0, Make.Now), "a reference is no image");
        view.Tag.Value!.Generation.Value.Should().Be(3);
        JsonSerializer.SerializeToNode(view.Image!, EntitiesJsonContext.Default.Image).ShouldBe("""
            {"metadata":{},"dockerImageMetadataVersion":"1.0","dockerImageMetadata":{"kind":"DockerImage","apiVersion":"image.openshift.io/1.0","Id":"","Created":null,"ContainerConfig":{} } }
            """);
    }

    [Fact]
    public void TagOf_WithoutTheImageObject_KnowsItsName()
    {
        var stream = Make.Stream(Make.Docker("t", "q.io/x:1", 3).Annotated("of", "tag")).With(Make.History("t", $"q.io/x@{A}|{A}|2"));

        var image = StreamViews.TagOf(stream, "t", null, RegistryHosts.None, ImportModes.Legacy).Image!;

        (image.Metadata!.Name, image.DockerImageReference, image.Metadata.Annotations).Should().Be((A, $"q.io/x@{A}", null));
    }

    [Theory]
    [InlineData("none")]
    [InlineData("empty")]
    [InlineData("reference")]
    public void FindTag_WithoutImage_IsNull(string tag)
    {
        var stream = Make.Stream().With(Make.History("empty"), Make.History("reference", "q.io/x||1"));

        StreamViews.FindImageName(stream, tag).Should().BeNull();
        StreamViews.FindTag(stream, tag, Image, RegistryHosts.None, ImportModes.Legacy).Should().BeNull();
    }

    [Fact]
    public void ImageOf_HasTheNameThatWasAskedFor()
    {
        var view = StreamViews.ImageOf(Make.Stream().Annotated("of", "stream"), "aaaa", Image);

        JsonSerializer.SerializeToNode(view.Metadata!, EntitiesJsonContext.Default.ObjectMeta).ShouldBe(
            """{"name":"s@aaaa","namespace":"ns","creationTimestamp":"2026-01-01T00:00:00Z","annotations":{"of":"stream"}}""");
        view.Image!.DockerImageReference.Should().Be(Image.DockerImageReference);
        view.Image.DockerImageManifest.Should().BeNull();
        view.Image.Kind.Should().BeNull();
        view.Kind.Should().Be("ImageStreamImage");
    }
}
