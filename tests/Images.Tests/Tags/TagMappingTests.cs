using ImageStreams.Entities;

namespace ImageStreams.Images.Tests;

public sealed class TagMappingTests
{
    private static readonly RegistryHosts Hosts = new() { Internal = "registry:5000" };

    [Theory]
    [InlineData("registry:5000", null, "registry:5000/ns/s@D")]
    [InlineData("registry:5000", "quay.io/x/y", "quay.io/x/y")]
    [InlineData("", null, null)]
    public void WithDefaults_FillsInTheReferenceWhereThereIsARegistry(string host, string? sent, string? expected)
    {
        var mapping = Mapping("t", sent);

        var complete = TagMapping.WithDefaults(mapping, new RegistryHosts { Internal = host });

        complete.Image!.DockerImageReference.Should().Be(expected?.Replace("D", Make.Digest('a'), StringComparison.Ordinal));
    }

    [Fact]
    public void WithDefaults_DropsSignatures()
    {
        var mapping = Mapping("t", "x/y");
        mapping = mapping with { Image = mapping.Image! with { Signatures = [new ImageSignature()] } };

        TagMapping.WithDefaults(mapping, Hosts).Image!.Signatures.Should().BeNull();
    }

    [Fact]
    public void Apply_PutsTheEventOnTop_WithTheGenerationOfTheStream_AndMovesFollowers()
    {
        var stream = Make.Stream(Make.FromTag("b", "t", 3), Make.FromTag("c", "b", 3)).At(3).With(Make.History("t", "r@1|1|1").Failing("NotFound", "gone", 1, Make.Now));

        var pushed = TagMapping.Apply(stream, Mapping("t", "x/y"), isKnown: false, Hosts, Make.Context);

        pushed.Items("t").Should().Equal($"x/y|{Make.Digest('a')}|3", "r@1|1|1");
        pushed.Items("b").Should().Equal($"x/y|{Make.Digest('a')}|3");
        pushed.Items("c").Should().Equal($"x/y|{Make.Digest('a')}|3");
        pushed.Condition("t").Should().BeNull("it has an image now");
        pushed.FindNewest("t")!.Created.Value.Should().Be(Make.Now);
    }

    [Fact]
    public void Apply_OfWhatIsOnTopAlready_ChangesNothing()
    {
        var stream = Make.Stream().With(Make.History("t", $"x/y|{Make.Digest('a')}|1"));

        TagMapping.Apply(stream, Mapping("t", "x/y"), isKnown: true, Hosts, Make.Context).Should().BeSameAs(stream);
    }

    [Theory]
    [InlineData(false, "true", "x/y")]
    [InlineData(true, "false", "x/y")]
    [InlineData(true, null, "x/y")]
    [InlineData(true, "true", "registry:5000/ns/s@D")]
    public void Apply_OfAManagedImageThatIsKnown_RefersToTheStreamsOwnRepository(bool isKnown, string? managed, string expected)
    {
        var mapping = Mapping("t", "x/y");
        var annotations = managed is null ? null : new Dictionary<string, string> { [ImageAnnotations.Managed] = managed };
        mapping = mapping with { Image = mapping.Image! with { Metadata = mapping.Image.Metadata! with { Annotations = annotations } } };

        var pushed = TagMapping.Apply(Make.Stream(), mapping, isKnown, Hosts, Make.Context);

        pushed.FindNewest("t")!.DockerImageReference.Should().Be(expected.Replace("D", Make.Digest('a'), StringComparison.Ordinal));
    }

    [Fact]
    public void Apply_OfAManagedImageWithoutAnyRepository_KeepsTheReference()
    {
        var mapping = Mapping("t", "x/y");
        var annotations = new Dictionary<string, string> { [ImageAnnotations.Managed] = "true" };
        mapping = mapping with { Image = mapping.Image! with { Metadata = mapping.Image.Metadata! with { Annotations = annotations } } };

        TagMapping.Apply(Make.Stream(), mapping, isKnown: true, RegistryHosts.None, Make.Context).FindNewest("t")!.DockerImageReference.Should().Be("x/y");
    }

    [Theory]
    [InlineData("r@1|1|1", "r@1|1|1", true)]
    [InlineData("r@1|1|1", "r@1|1|9", true)]
    [InlineData("r@1|1|1", "r@2|1|1", false)]
    [InlineData("r@1|1|1", "r@1|2|1", false)]
    [InlineData("r@1|1|1", "", false)]
    [InlineData("", "r@1|1|1", false)]
    [InlineData("", "", true)]
    public void IsUnmoved_ComparesImageAndReferenceOfTheNewestEvent(string before, string now, bool expected) =>
        TagMapping.IsUnmoved(Stream(before), Stream(now), "t").Should().Be(expected);

    private static ImageStream Stream(string item) => item.Length == 0 ? Make.Stream() : Make.Stream().With(Make.History("t", item));

    private static ImageStreamMapping Mapping(string tag, string? reference) => new()
    {
        Metadata = new ObjectMeta { Name = "s", Namespace = "ns" },
        Tag = tag,
        Image = new Image { Metadata = new ObjectMeta { Name = Make.Digest('a') }, DockerImageReference = reference },
    };
}
