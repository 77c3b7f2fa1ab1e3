using ImageStreams.Oci;

namespace ImageStreams.Images.Tests;

/// <summary>docs/spec/importing.md#mirrors.</summary>
public sealed class ImageSourcesTests
{
    [Fact]
    public void Places_WithoutRules_AreTheSource() => Places("quay.io/a/b").Should().Equal("quay.io/a/b");

    [Theory]
    [InlineData("quay.io", "m.local", "quay.io/a/b", "m.local/a/b")]
    [InlineData("quay.io", "m.local:5000/quay", "quay.io/a/b", "m.local:5000/quay/a/b")]
    [InlineData("quay.io/a", "m.local/x", "quay.io/a/b", "m.local/x/b")]
    [InlineData("quay.io/a", "m.local", "quay.io/a/b", "m.local/b")]
    [InlineData("quay.io/a/b", "m.local/x", "quay.io/a/b", "m.local/x")]
    [InlineData("quay.io/a/b", "m.local", "quay.io/a/b", "")] // no repository is left
    [InlineData("quay.io/a", "m.local/x", "quay.io/ab/c", "")]
    [InlineData("quay.io:5000", "m.local", "quay.io/a", "")]
    [InlineData("docker.io", "m.local", "ruby", "m.local/library/ruby")]
    [InlineData("docker.io/library", "m.local/hub", "ruby", "m.local/hub/ruby")]
    [InlineData("registry-1.docker.io", "m.local", "index.docker.io/library/ruby", "m.local/library/ruby")]
    [InlineData("*.example.com", "m.local/all", "a.b.example.com/x", "m.local/all/x")]
    [InlineData("*.example.com", "m.local/all", "example.com/x", "")]
    public void Places_OfARepositoryWithAMirror(string source, string mirror, string reference, string expected)
    {
        var places = Places(reference, Rule(source, mirror));

        places.Should().HaveCount(expected.Length == 0 ? 1 : 2);
        places[0].Should().Be(expected.Length == 0 ? places[^1] : expected);
        places[^1].Should().Be(RepositoryName.Of(ImageReference.Parse(reference)).ToString());
    }

    [Fact]
    public void Places_OfSeveralSources_AreThoseOfTheLongest() => Places(
        "quay.io/a/b/c",
        Rule("quay.io", "one.local"),
        Rule("quay.io/a/b", "two.local/ab"),
        Rule("quay.io/a", "three.local"),
        Rule("*.io", "four.local")).Should().Equal("two.local/ab/c", "quay.io/a/b/c");

    [Theory]
    [InlineData(PullFromMirror.All, true, true)]
    [InlineData(PullFromMirror.DigestOnly, true, false)]
    [InlineData(PullFromMirror.TagOnly, false, true)]
    public void Places_OfARuleForSomeReferences(string use, bool forDigests, bool forTags)
    {
        var sources = new ImageSources([Rule("quay.io", "m.local") with { Use = use }], []);
        var repository = RepositoryName.Of(ImageReference.Parse("quay.io/a"));

        sources.PlacesOf(repository, byDigest: true).Should().HaveCount(forDigests ? 2 : 1);
        sources.PlacesOf(repository, byDigest: false).Should().HaveCount(forTags ? 2 : 1);
    }

    [Fact]
    public void Places_OfSeveralListsOfASource_KeepTheOrderOfEach() => Places(
        "quay.io/x",
        Rule("quay.io", "b", "d"),
        Rule("quay.io", "a", "b"),
        Rule("quay.io", "d", "e")).Should().Equal("a/x", "b/x", "d/x", "e/x", "quay.io/x");

    [Fact]
    public void Places_OfListsThatContradictEachOther_FollowTheFirst() =>
        Places("quay.io/x", Rule("quay.io", "a", "b"), Rule("quay.io", "b", "a")).Should().Equal("a/x", "b/x", "quay.io/x");

    [Fact]
    public void Places_OfMirrorsOfEachOther_AreEachAskedOnce()
    {
        MirrorRule[] loop = [Rule("a.local", "b.local", "a.local"), Rule("b.local", "a.local")];

        Places("a.local/x", loop).Should().Equal("b.local/x", "a.local/x");
        Places("b.local/x", loop).Should().Equal("a.local/x", "b.local/x");
    }

    [Fact]
    public void Places_OfASourceThatIsNeverContacted_AreTheMirrors()
    {
        var never = Rule("quay.io", "m.local") with { NeverContactSource = true, Use = PullFromMirror.DigestOnly };
        var sources = new ImageSources([never, Rule("quay.io", "n.local") with { Use = PullFromMirror.DigestOnly }], []);
        var repository = RepositoryName.Of(ImageReference.Parse("quay.io/a"));

        sources.PlacesOf(repository, byDigest: true).Select(p => p.ToString()).Should().Equal("m.local/a", "n.local/a");
        sources.PlacesOf(repository, byDigest: false).Should().BeEmpty("a source that is never contacted is not contacted for tags either");
    }

    [Fact]
    public void Places_ThatAreBlocked_AreNotAsked()
    {
        var sources = new ImageSources([Rule("quay.io", "m.local", "n.local")], [RegistryPattern.Parse("quay.io"), RegistryPattern.Parse("m.*")]);

        sources.PlacesOf(RepositoryName.Of(ImageReference.Parse("quay.io/a")), byDigest: false).Select(p => p.ToString()).Should().Equal("n.local/a");
        sources.PlacesOf(RepositoryName.Of(ImageReference.Parse("m.local/a")), byDigest: false).Should().BeEmpty();
    }

    [Fact]
    public void ListingPlaces_AreTheSourceUnlessItIsOutOfBounds()
    {
        var repository = RepositoryName.Of(ImageReference.Parse("quay.io/a"));
        var rule = Rule("quay.io", "m.local");

        new ImageSources([rule], []).ListingPlacesOf(repository).Select(p => p.ToString()).Should().Equal("quay.io/a");
        new ImageSources([rule with { NeverContactSource = true }], []).ListingPlacesOf(repository).Select(p => p.ToString()).Should().Equal("m.local/a");
        new ImageSources([], [RegistryPattern.Parse("*")]).ListingPlacesOf(repository).Should().BeEmpty();
    }

    [Theory]
    [InlineData("")]
    [InlineData("*")]
    [InlineData("*.example.com/a")]
    [InlineData("a.*.com")]
    [InlineData("https://quay.io")]
    [InlineData("quay.io/a:latest")]
    [InlineData(null)]
    public void TryParse_OfWhatIsNoSource_Fails(string? text) => MirrorSource.TryParse(text, out _).Should().BeFalse();

    private static IReadOnlyList<string> Places(string reference, params MirrorRule[] rules) =>
        [.. new ImageSources(rules, []).PlacesOf(RepositoryName.Of(ImageReference.Parse(reference)), byDigest: false).Select(p => p.ToString())];

    private static MirrorRule Rule(string source, params string[] mirrors) => new()
    {
        Source = MirrorSource.TryParse(source, out var parsed) ? parsed : throw new ArgumentException(source),
        Mirrors = [.. mirrors.Select(m => RegistryLocation.TryParse(m, out var location) ? location : throw new ArgumentException(m))],
    };
}
