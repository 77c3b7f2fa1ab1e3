using System.Text;

namespace ImageStreams.Oci.Tests;

public class DockerConfigKeychainTests
{
    [Theory]
    [InlineData("quay.io", "quay.io/a/b", true)]
    [InlineData("https://quay.io/", "quay.io/a/b", true)]
    [InlineData("http://quay.io/v2/", "quay.io/a/b", true)]
    [InlineData("quay.io/v1/a", "quay.io/a/b", true)]
    [InlineData("quay.io/a", "quay.io/a/b", true)]
    [InlineData("quay.io/a/b", "quay.io/a/b", true)]
    [InlineData("quay.io/a/b/c", "quay.io/a/b", false)]
    [InlineData("quay.io/foo", "quay.io/foobar/x", false)] // the path ends at a segment
    [InlineData("quay.io:443", "quay.io/a/b", false)] // ports are compared as text
    [InlineData("h:5000", "h:5000/a", true)]
    [InlineData("h", "h:5000/a", false)]
    [InlineData("*.example.com", "r.example.com/a", true)]
    [InlineData("*.example.com", "example.com/a", false)]
    [InlineData("*.example.com", "x.r.example.com/a", false)]
    [InlineData("re*try.*.com", "registry.example.com/a", true)]
    [InlineData("QUAY.io", "quay.io/a", true)]
    [InlineData("docker.io", "ruby", true)]
    [InlineData("https://index.docker.io/v1/", "ruby", true)] // Docker Hub's old key
    [InlineData("https://index.docker.io/v1/", "quay.io/ruby", false)]
    [InlineData("docker.io/library", "ruby", true)]
    [InlineData("evil.com/quay.io", "quay.io/a", false)]
    public void Find_ByKey_MatchesHostLabelsAndPathSegments(string key, string image, bool expected) =>
        Keychain(key).Find(Repository(image)).Any().Should().Be(expected);

    [Fact]
    public void Find_WithSeveralMatches_GivesAllOfThemLongestPathFirst()
    {
        var found = Keychain("quay.io", "quay.io/a", "quay.io/a/b", "quay.io/b", "*.io").Find(Repository("quay.io/a/b"));

        found.Select(c => c.Username).Should().Equal("quay.io/a/b", "quay.io/a", "quay.io", "*.io");
    }

    [Fact]
    public void Find_WithDockerHubsOwnName_LeavesTheOldKeyAlone() =>
        Keychain("https://index.docker.io/v1/", "docker.io").Find(Repository("ruby")).Select(c => c.Username).Should().Equal("docker.io");

    [Fact]
    public void Find_WithTheSameCredentialTwice_GivesItOnce()
    {
        var config = DockerConfig.Parse("""{"auths":{"quay.io":{"username":"u","password":"p"},"quay.io/a":{"username":"u","password":"p"}}}"""u8.ToArray());

        new DockerConfigKeychain([config, config]).Find(Repository("quay.io/a")).Should().ContainSingle();
    }

    [Theory]
    [InlineData("user@quay.io")]
    [InlineData("")]
    [InlineData("https:///x")]
    [InlineData("a b")]
    public void TryParse_OfNoKey_IsFalse(string text) => CredentialKey.TryParse(text, out _).Should().BeFalse();

    private static RepositoryName Repository(string image) => RepositoryName.Of(ImageReference.Parse(image));

    private static DockerConfigKeychain Keychain(params string[] keys)
    {
        var entries = keys.Select(k => $$"""
            "{{k}}":{"username":"{{k}}","password":"p"}
            """);
        return new DockerConfigKeychain([DockerConfig.Parse(Encoding.UTF8.GetBytes($$"""{"auths":{ {{string.Join(',', entries)}} } }"""))]);
    }
}
