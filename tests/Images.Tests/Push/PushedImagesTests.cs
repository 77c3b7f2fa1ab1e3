using ImageStreams.Entities;

namespace ImageStreams.Images.Tests;

public sealed class PushedImagesTests
{
    private static readonly RegistryHosts Hosts = new() { Internal = "registry:5000" };

    private static readonly StreamKey Stream = new("ns", "s");

    [Fact]
    public void Mark_AnImage_IsManagedAndInTheStreamsOwnRepository()
    {
        var read = new Image
        {
            Metadata = new ObjectMeta { Name = Make.Digest('a'), Annotations = new Dictionary<string, string> { ["image.openshift.io/dockerLayersOrder"] = "ascending" } },
            DockerImageReference = "127.0.0.1:5000/ns/s@x",
        };

        var marked = PushedImages.Mark(read, Stream, Hosts);

        marked.DockerImageReference.Should().Be($"registry:5000/ns/s@{Make.Digest('a')}");
        marked.Metadata!.Annotations.Should().Equal(new Dictionary<string, string>
        {
            ["image.openshift.io/dockerLayersOrder"] = "ascending",
            ["openshift.io/image.managed"] = "true",
            ["image.openshift.io/manifestBlobStored"] = "true",
        });
    }

    [Fact]
    public void Mark_AListOfManifests_HasNoOrderOfLayers() =>
        PushedImages.Mark(new Image { Metadata = new ObjectMeta { Name = Make.Digest('a') } }, Stream, Hosts)
            .Metadata!.Annotations.Should().Contain("image.openshift.io/dockerLayersOrder", "");

    [Fact]
    public void MappingOf_AnImage_IsWhatARegistrySends_AndLeadsToTheSameEvent()
    {
        var stream = Make.Stream(Make.FromTag("follower", "latest", 1)).At(1);

        var pushed = TagMapping.Apply(stream, PushedImages.MappingOf(Make.Digest('a'), Stream, "latest", Hosts), isKnown: true, Hosts, Make.Context);

        MappingValidation.Validate(PushedImages.MappingOf(Make.Digest('a'), Stream, "latest", Hosts)).Should().BeEmpty();
        pushed.Items("latest").Should().Equal($"registry:5000/ns/s@{Make.Digest('a')}|{Make.Digest('a')}|1");
        pushed.Items("follower").Should().Equal(pushed.Items("latest"));
        pushed.Spec.Should().BeSameAs(stream.Spec);
    }

    [Theory]
    [InlineData("registry:5000/ns/s@D", true)]
    [InlineData("registry:5000/ns/s:latest", true)]
    [InlineData("registry:5000/ns/other@D", false)]
    [InlineData("registry:5001/ns/s@D", false)]
    [InlineData("ns/s@D", false)]
    [InlineData("", false)]
    public void IsPushed_AnEvent_IsWhenItIsInTheStreamsOwnRepository(string reference, bool expected)
    {
        var item = Make.Event($"{reference.Replace("D", Make.Digest('a'), StringComparison.Ordinal)}|{Make.Digest('a')}|1");

        PushedImages.IsPushed(item, Stream, Hosts).Should().Be(expected);
        PushedImages.IsPushed(item, Stream, RegistryHosts.None).Should().BeFalse();
    }
}
