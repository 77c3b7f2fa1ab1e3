using System.Text.Json;
using ImageStreams.Entities;

namespace ImageStreams.Images.Tests;

public sealed class ImageTagViewsTests
{
    private static readonly string A = Make.Digest('a');

    [Fact]
    public void NamesIn_AreThoseOfSpecAndStatusInOrder()
    {
        var stream = Make.Stream(Make.Docker("b", "x"), Make.Docker("a", "x")).With(Make.History("B", "r|i|1"), Make.History("a", "r|i|1"));

        ImageTagViews.NamesIn(stream).Should().Equal("B", "a", "b");
    }

    [Fact]
    public void Of_ShowsSpecHistoryAndImageUnderTheMetadataOfTheStream()
    {
        var tag = Make.Docker("t", "q.io/x:1", 3).Annotated("of", "tag") with { ReferencePolicy = new TagReferencePolicy { Type = "Local" } };
        var stream = Make.Stream(tag).Annotated("of", "stream").With(Make.History("t", $"q.io/x@{A}|{A}|3"));
        var image = new Image { Kind = "Image", Metadata = new ObjectMeta { Name = A }, DockerImageReference = "first.io/x", DockerImageManifest = "m" };

        var view = ImageTagViews.Of(stream, "t", image, new RegistryHosts { Internal = "reg:5000" }, ImportModes.Legacy);

        JsonSerializer.SerializeToNode(view, EntitiesJsonContext.Default.ImageTag).ShouldBe($$$"""
            {"kind":"ImageTag","apiVersion":"image.openshift.io/v1",
             "metadata":{"name":"s:t","namespace":"ns","uid":"u-1","resourceVersion":"1","generation":1,"annotations":{"of":"stream"} },
             "spec":{"name":"t","annotations":{"of":"tag"},"from":{"kind":"DockerImage","name":"q.io/x:1"},"generation":3,"importPolicy":{"importMode":"Legacy"},"referencePolicy":{"type":"Local"} },
             "status":{"tag":"t","items":[{"created":"2025-12-31T23:00:00Z","dockerImageReference":"q.io/x@{{{A}}}","image":"{{{A}}}","generation":3}]},
             "image":{"metadata":{"name":"{{{A}}}"},"dockerImageReference":"reg:5000/ns/s@{{{A}}}","dockerImageMetadataVersion":"1.0",
               "dockerImageMetadata":{"kind":"DockerImage","apiVersion":"image.openshift.io/1.0","Id":"","Created":null,"ContainerConfig":{} } } }
            """);
    }

    [Fact]
    public void Of_WhatIsMissing_IsNull()
    {
        var stream = Make.Stream().With(Make.History("failed").Failing("NotFound", "m", 1, Make.Now));

        JsonSerializer.SerializeToNode(ImageTagViews.Of(stream, "failed", null, RegistryHosts.None, ImportModes.Legacy), EntitiesJsonContext.Default.ImageTag).ShouldBe("""
            {"kind":"ImageTag","apiVersion":"image.openshift.io/v1","metadata":{"name":"s:failed","namespace":"ns","uid":"u-1","resourceVersion":"1","generation":1},
             "spec":null,"status":{"tag":"failed","items":null,"conditions":[{"type":"ImportSuccess","status":"False","lastTransitionTime":"2026-01-01T00:00:00Z","reason":"NotFound","message":"m","generation":1}]},
             "image":null}
            """);
        ImageTagViews.Of(stream, "none", null, RegistryHosts.None, ImportModes.Legacy).Status.Should().Be(OrNull<NamedTagEventList>.Null);
    }

    [Fact]
    public void Of_ATagWithoutName_IsNamedLatestButShowsItsOwnSource()
    {
        var stream = Make.Stream(Make.Docker("", "x/y"), Make.Docker("latest", "x/z"));

        var view = ImageTagViews.Of(stream, "", null, RegistryHosts.None, ImportModes.Legacy);

        (view.Metadata!.Name, view.Spec.Value!.From!.Name).Should().Be(("s:latest", "x/y"));
    }
}
