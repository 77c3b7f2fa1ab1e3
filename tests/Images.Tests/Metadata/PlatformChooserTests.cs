using ImageStreams.Oci;

namespace ImageStreams.Images.Tests;

public sealed class PlatformChooserTests
{
    private const string Four = "linux/arm64,windows/amd64,linux/amd64,linux/s390x";

    [Theory]
    [InlineData("V78", Four, "linux/amd64", "c")]
    [InlineData("V78 architecture", Four, "linux/arm64", "a")]
    [InlineData("V78 system", Four, "windows/amd64", "b")]
    [InlineData("V78 neither", Four, "linux/ppc64le", "c")]
    [InlineData("V79", "linux/arm64,linux/s390x", "linux/amd64", "a")]
    [InlineData("variant asked for", "linux/arm/v6,linux/arm/v7", "linux/arm/v7", "b")]
    [InlineData("variant left open", "linux/arm/v6,linux/arm/v7", "linux/arm", "b")]
    [InlineData("variant not there", "linux/arm/v6,linux/arm/v5", "linux/arm/v7", "a")]
    [InlineData("arm64 is arm64/v8", "linux/arm64/v9,linux/arm64/v8", "linux/arm64", "b")]
    [InlineData("arm64/v8 is arm64", "linux/arm64/v9,linux/arm64", "linux/arm64/v8", "b")]
    [InlineData("the first of equals", "linux/amd64,linux/amd64", "linux/amd64", "a")]
    [InlineData("attestations are no images", "unknown/unknown,linux/s390x", "linux/amd64", "b")]
    [InlineData("nothing but attestations", "unknown/unknown", "linux/amd64", null)]
    public void Choose_TakesThePlatformThatIsWanted(string vector, string platforms, string wanted, string? expected)
    {
        var entries = platforms.Split(',').Select((p, i) => Manifests.Entry((char)('a' + i), p)).ToArray();
        var parts = wanted.Split('/');

        var chosen = PlatformChooser.Choose(Index(entries), new PlatformPreference(parts[0], parts[1], parts.Length == 3 ? parts[2] : ""));

        (chosen?.Digest.Hex[..1]).Should().Be(expected, vector);
    }

    [Fact]
    public void Choose_WithoutTheWantedPlatform_LooksIntoAnInnerIndex()
    {
        var index = Index(Manifests.Entry('a', "linux/s390x"), Manifests.Entry('b', null, MediaTypes.OciIndex));

        PlatformChooser.Choose(index, PlatformPreference.Common)!.Digest.Hex[0].Should().Be('b');
        PlatformChooser.Choose(index, new PlatformPreference("linux", "s390x", ""))!.Digest.Hex[0].Should().Be('a');
    }

    [Fact]
    public void IsAttestation_OfAnEntryThatRefersToAnother_IsTrueWhateverItsPlatform()
    {
        var entry = Manifests.Entry('a', "linux/amd64");
        entry["annotations"] = new System.Text.Json.Nodes.JsonObject { ["vnd.docker.reference.type"] = "attestation-manifest" };

        PlatformChooser.Choose(Index(entry, Manifests.Entry('b', "linux/amd64")), PlatformPreference.Common)!.Digest.Hex[0].Should().Be('b');
    }

    [Fact]
    public void For_TakesTheTagsWishBeforeTheStreamsBeforeTheServers()
    {
        var server = new PlatformPreference("linux", "amd64", "");
        var tag = Make.Docker("a", "x");
        var stream = Make.Stream(tag).Annotated(ImageAnnotations.PreferArch, "s390x");

        PlatformPreference.For(Make.Stream(tag), tag, server).Should().Be(server);
        PlatformPreference.For(stream, tag, server).Should().Be(new PlatformPreference("linux", "s390x", ""));
        PlatformPreference.For(stream, tag.Annotated(ImageAnnotations.PreferArch, "arm/v7"), server).Should().Be(new PlatformPreference("linux", "arm", "v7"));
        PlatformPreference.For(Make.Stream(tag), tag.Annotated(ImageAnnotations.PreferOs, "windows"), server)
            .Should().Be(new PlatformPreference("windows", "amd64", ""));
    }

    private static ManifestIndex Index(params System.Text.Json.Nodes.JsonObject[] entries) =>
        (ManifestIndex)Manifests.Parse(Manifests.Index(MediaTypes.OciIndex, entries), MediaTypes.OciIndex);
}
