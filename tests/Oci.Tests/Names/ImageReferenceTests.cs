namespace ImageStreams.Oci.Tests;

public class ImageReferenceTests
{
    private const string Hex = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
    private const string Sha = "sha256:" + Hex;

    [Theory]
    [InlineData("ruby", "", "", "ruby", "", "")] // V01
    [InlineData("ruby:2.7", "", "", "ruby", "2.7", "")] // V02
    [InlineData("centos/ruby-27-centos7:latest", "", "centos", "ruby-27-centos7", "latest", "")] // V03
    [InlineData("quay.io/a/b/c:v1", "quay.io", "a", "b/c", "v1", "")] // V04: the name may hold a slash
    [InlineData("localhost/x", "localhost", "", "x", "", "")] // V05
    [InlineData("localhost:5000/x@" + Sha, "localhost:5000", "", "x", "", Sha)] // V06
    [InlineData("foo:5000", "", "", "foo", "5000", "")] // V07: a tag, no port
    [InlineData("foo:5000/bar", "foo:5000", "", "bar", "", "")] // V08
    [InlineData("Foo/bar", "", "Foo", "bar", "", "")] // V09: upper case is accepted where a host could stand
    [InlineData("quay.io", "quay.io", "", "", "", "")] // V11: a registry only
    [InlineData("quay.io:443", "quay.io:443", "", "", "", "")] // V12: a registry only, no tag
    [InlineData("a/b:t@" + Sha, "", "a", "b", "t", Sha)] // V13: tag and digest both kept
    [InlineData(Sha, "", "", "sha256", Hex, "")] // V19: a bare digest is name and tag
    [InlineData("a__b/e---f", "", "a__b", "e---f", "", "")] // no host has underscores: a path of two components
    public void Parse_OfAReference_SplitsItsParts(
        string text, string registry, string ns, string name, string tag, string id)
    {
        var reference = ImageReference.Parse(text);

        reference.Should().Be(new ImageReference { Registry = registry, Namespace = ns, Name = name, Tag = tag, Id = id });
    }

    [Theory]
    [InlineData("foo/Bar", "repository name must be lowercase")] // V10
    [InlineData("a/b@sha256:abcd", "invalid reference format")] // V14: 32 hex digits at least
    [InlineData("a/b@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "invalid checksum digest length")] // V15
    [InlineData("a/b@md5:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "unsupported digest algorithm")] // V16
    [InlineData("", "repository name must have at least one component")] // V17
    [InlineData("a b", "invalid reference format")] // V18
    [InlineData("a/b\n", "invalid reference format")]
    [InlineData("../etc", "invalid reference format")]
    [InlineData("a//b", "invalid reference format")]
    [InlineData("a/b:", "invalid reference format")]
    [InlineData("user:password@quay.io/a", "invalid reference format")]
    [InlineData("a/ä", "invalid reference format")]
    public void Parse_OfNoReference_SaysWhy(string text, string error)
    {
        var parse = () => ImageReference.Parse(text);

        parse.Should().Throw<FormatException>().Which.Message.Should().Be(error);
        ImageReference.TryParse(text, out _).Should().BeFalse();
    }

    [Theory]
    [InlineData(255, null)]
    [InlineData(256, "repository name must not be more than 255 characters")]
    [InlineData(100_000, "repository name must not be more than 255 characters")]
    public void TryParse_OfALongName_StopsAt255Characters(int length, string? error)
    {
        var parsed = ImageReference.TryParse(new string('a', length), out _, out var actual);

        parsed.Should().Be(error is null);
        actual.Should().Be(error);
    }

    [Fact]
    public void TryParse_OfHostileText_TakesLinearTime()
    {
        var started = TimeProvider.System.GetTimestamp();

        ImageReference.TryParse(string.Concat(Enumerable.Repeat("a-", 500)) + "!", out _).Should().BeFalse();

        TimeProvider.System.GetElapsedTime(started).Should().BeLessThan(TimeSpan.FromSeconds(5));
    }

    [Theory]
    [InlineData("a/b:t@" + Sha, "a/b@" + Sha)] // V20: the digest wins
    [InlineData("quay.io", "")]
    [InlineData("docker.io/ruby", "docker.io/ruby")]
    public void Exact_OfAReference_IsItsShortestText(string text, string expected) =>
        ImageReference.Parse(text).Exact.Should().Be(expected);

    [Theory]
    [InlineData("docker.io/ruby", "docker.io/library/ruby")] // V21
    [InlineData("ruby", "ruby")]
    [InlineData("quay.io/ruby:1", "quay.io/ruby:1")]
    public void ToString_OnDockerHub_SpellsLibraryOut(string text, string expected) =>
        ImageReference.Parse(text).ToString().Should().Be(expected);

    [Theory]
    [InlineData("ruby", "docker.io/library/ruby:latest")] // V22
    [InlineData("quay.io/ruby", "quay.io/ruby:latest")] // V23
    [InlineData("a/b:1", "docker.io/a/b:1")]
    public void DockerClientDefaults_OfAShortName_FillIt(string text, string expected) =>
        ImageReference.Parse(text).DockerClientDefaults().Exact.Should().Be(expected);

    [Theory]
    [InlineData("docker.io/a/b", "registry-1.docker.io/a/b")] // V24
    [InlineData("index.docker.io/a/b", "registry-1.docker.io/a/b")]
    [InlineData("quay.io/a/b", "quay.io/a/b")]
    public void AsV2_OfDockerHub_NamesTheHostThatAnswers(string text, string expected) =>
        ImageReference.Parse(text).AsV2().Exact.Should().Be(expected);

    [Theory]
    [InlineData("ruby", false, "docker.io", "443")] // V25
    [InlineData("quay.io/a/b", true, "quay.io", "80")] // V26
    [InlineData("h:5000/a/b", false, "h", "5000")] // V27
    public void RegistryHostPort_WithoutAPort_HasTheSchemesDefault(string text, bool insecure, string host, string port) =>
        ImageReference.Parse(text).RegistryHostPort(insecure).Should().Be(new HostPort(host, port));

    [Theory]
    [InlineData("a/b:t@" + Sha, "a/b@" + Sha)] // V28
    [InlineData("a/b:t", "a/b:t")]
    public void MostSpecific_WithTagAndDigest_KeepsTheDigest(string text, string expected)
    {
        var specific = ImageReference.Parse(text).MostSpecific();

        specific.Exact.Should().Be(expected);
        (specific.Tag.Length > 0 && specific.Id.Length > 0).Should().BeFalse();
    }

    [Fact]
    public void MostSpecific_WithAnIdThatIsNoDigest_TakesItForTheTag()
    {
        var reference = new ImageReference { Namespace = "a", Name = "b", Id = "3c87c572822935df" };

        reference.Exact.Should().Be("a/b:3c87c572822935df");
        reference.MostSpecific().Should().Be(new ImageReference { Namespace = "a", Name = "b", Tag = "3c87c572822935df" });
    }

    [Theory]
    [InlineData("index.docker.io/library/ruby:latest", "docker.io/ruby")]
    [InlineData("registry-1.docker.io/a/b:1", "docker.io/a/b:1")]
    [InlineData("quay.io/library/ruby:latest", "quay.io/library/ruby")]
    public void DaemonMinimal_OfAReference_IsWhatADaemonPrints(string text, string expected) =>
        ImageReference.Parse(text).DaemonMinimal().Exact.Should().Be(expected);

    [Theory]
    [InlineData("quay.io/a/b/c:v1", "a/b/c", "https://quay.io")]
    [InlineData("ruby", "ruby", "https://")]
    [InlineData("docker.io/ruby@" + Sha, "ruby", "https://registry-1.docker.io")]
    public void RepositoryNameAndRegistryUrl_OfAReference_AreItsTwoHalves(string text, string repository, string url)
    {
        var reference = ImageReference.Parse(text);

        reference.RepositoryName.Should().Be(repository);
        reference.RegistryUrl.Should().Be(url);
    }

    [Theory]
    [InlineData("ruby", "docker.io/library/ruby:latest", true)]
    [InlineData("ruby", "docker.io/library/ruby:2", false)]
    public void IsSameImageAs_ComparesWithDefaults(string one, string other, bool expected) =>
        ImageReference.Parse(one).IsSameImageAs(ImageReference.Parse(other)).Should().Be(expected);

    [Fact]
    public void Parse_OfMutatedReferences_EitherRefusesOrRoundTrips()
    {
        const string alphabet = "ab0./:@-_A sha256";
        var random = new Random(20261122);
        string[] seeds = ["quay.io/a/b/c:v1", "localhost:5000/x@" + Sha, "a/b:t@" + Sha, "ruby", "quay.io:443"];

        for (var i = 0; i < 20_000; i++)
        {
            var text = seeds[random.Next(seeds.Length)].ToCharArray();
            for (var edits = random.Next(1, 4); edits > 0; edits--)
            {
                text[random.Next(text.Length)] = alphabet[random.Next(alphabet.Length)];
            }

            if (ImageReference.TryParse(new string(text), out var parsed, out var error))
            {
                var again = parsed.Name.Length == 0 ? parsed : ImageReference.Parse(parsed.Exact);
                again.Should().Be(parsed.Id.Length > 0 ? parsed with { Tag = "" } : parsed, "of {0}", new string(text));
            }
            else
            {
                error.Should().NotBeNullOrEmpty();
            }
        }
    }
}
