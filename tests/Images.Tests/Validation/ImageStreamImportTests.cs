using ImageStreams.Entities;
using ImageStreams.Oci;

namespace ImageStreams.Images.Tests;

public sealed class ImageStreamImportTests
{
    [Theory]
    [InlineData("q.io/x:1", null, "1")]
    [InlineData("q.io/x", null, null)] // no tag to go to
    [InlineData("q.io/x@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", null, null)]
    [InlineData("q.io/x:1", "mine", "mine")]
    [InlineData("q.io/x:1", "", "")] // said, and refused later
    [InlineData("!!!", null, null)]
    public void Defaults_GiveAnImageTheTagOfItsSource(string from, string? to, string? expected)
    {
        var image = new ImageImportSpec { From = DockerImage(from), To = to is null ? null : new LocalObjectReference { Name = to } };

        var import = ImageStreamImportDefaults.Apply(Import(image), ImportModes.PreserveOriginal);

        var shown = import.Spec!.Images!.Should().ContainSingle().Which;
        (shown.To?.Name).Should().Be(expected);
        shown.ImportPolicy.Should().Be(new TagImportPolicy { ImportMode = ImportModes.PreserveOriginal });
        shown.ReferencePolicy.Should().Be(new TagReferencePolicy { Type = ReferencePolicies.Source });
        import.Spec.Import.Should().BeFalse();
    }

    [Fact]
    public void Defaults_KeepWhatWasSaid()
    {
        var repository = new RepositoryImportSpec
        {
            From = DockerImage("q.io/x"),
            ImportPolicy = new TagImportPolicy { Insecure = true, Scheduled = true, ImportMode = ImportModes.Legacy },
            ReferencePolicy = new TagReferencePolicy { Type = ReferencePolicies.Local },
            IncludeManifest = true,
        };
        var import = new ImageStreamImport { Spec = new ImageStreamImportSpec { Import = true, Repository = repository } };

        var spec = ImageStreamImportDefaults.Apply(import, ImportModes.PreserveOriginal).Spec!;

        spec.Import.Should().BeTrue();
        spec.Repository.Should().Be(repository);
    }

    [Fact]
    public void Validate_OfSeveralMistakes_NamesThemInTheOrderOfTheDocument()
    {
        var import = Import(
            new ImageImportSpec { From = DockerImage("*") },
            new ImageImportSpec { From = DockerImage("!"), To = new LocalObjectReference { Name = "" }, ImportPolicy = new TagImportPolicy { ImportMode = "X" } }) with
        {
            Metadata = new ObjectMeta { Name = "a__b", Namespace = "ns" },
        };

        ImageStreamImportValidation.Validate(import).Select(c => c.Field).Should().Equal(
            "metadata.name", "spec.images[1].to.name", "spec.images[1].from.name", "spec.images[1].importPolicy.importMode");
    }

    [Theory]
    [InlineData("q.io:5000/x", false, null)]
    [InlineData("q.io/x", false, "q.io:443")]
    [InlineData("open.io/x", true, null)] // an entry for port 80
    [InlineData("open.io/x", false, "open.io:443")]
    [InlineData("open.io:8080/x", true, "open.io:8080")] // the port counts, unlike for a tag
    public void FindForbidden_ComparesThePort(string from, bool insecure, string? named)
    {
        var registries = new AllowedRegistries([new AllowedRegistry("q.io:5000", false), new AllowedRegistry("open.io", true)]);
        var image = new ImageImportSpec { From = DockerImage(from), ImportPolicy = new TagImportPolicy { Insecure = insecure } };

        var causes = ImageStreamImportValidation.FindForbidden(Import(image), registries);

        causes.Select(c => $"{c.Field} {c.Message}").Should().Equal(named is null ? [] :
        [
            $"spec.images[0].from.name Forbidden: importing images from registry \"{named}\" is forbidden: "
                + $"registry \"{named}\" not allowed by whitelist: \"q.io:5000\", \"open.io:80\"",
        ]);
    }

    [Fact]
    public void FindImportProblem_WithoutAnyEntry_SaysThatTheListIsEmpty() =>
        new AllowedRegistries([]).FindImportProblem(ImageReference.Parse("q.io/x"), insecure: false).Should().EndWith("not allowed by empty whitelist");

    [Theory]
    [InlineData("docker.io/library/ruby:1", "ruby", "1", true)]
    [InlineData("ruby", "docker.io/library/ruby", "latest", true)]
    [InlineData("ruby:1", "ruby", "2", false)]
    [InlineData("ruby:1", "python", "1", false)]
    [InlineData("ruby@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "ruby", "latest", false)]
    public void IsTagOf_ComparesWhatNamesMean(string from, string repository, string tag, bool expected) =>
        ImportNames.IsTagOf(from, repository, tag).Should().Be(expected);

    private static ImageStreamImport Import(params IReadOnlyList<ImageImportSpec> images) =>
        new() { Metadata = new ObjectMeta { Name = "s", Namespace = "ns" }, Spec = new ImageStreamImportSpec { Images = images } };

    private static ObjectReference DockerImage(string name) => new() { Kind = SourceKinds.DockerImage, Name = name };
}
