using ImageStreams.Oci;

namespace ImageStreams.Images.Tests;

/// <summary>docs/spec/importing.md#blocked-registries.</summary>
public sealed class RegistryPatternTests
{
    [Theory]
    [InlineData("quay.io", "quay.io/a/b", true, true)]
    [InlineData("QUAY.io", "quay.io/a/b", true, true)]
    [InlineData("quay.io", "quay.io:5000/a/b", true, false)] // nobody gets around a block by writing a port
    [InlineData("quay.io", "quay.io:443/a/b", true, false)]
    [InlineData("quay.io:443", "quay.io/a/b", true, false)]
    [InlineData("quay.io:5000", "quay.io:5000/a", true, true)]
    [InlineData("quay.io:5000", "quay.io/a", false, false)]
    [InlineData("quay.io", "notquay.io/a", false, false)]
    [InlineData("*.example.com", "a.example.com/x", true, true)]
    [InlineData("*.example.com", "a.b.example.com/x", true, true)]
    [InlineData("*.example.com", "example.com/x", false, false)]
    [InlineData("registry?.example.com", "registry1.example.com/x", true, true)]
    [InlineData("*", "anything.example.com:5000/x", true, false)]
    [InlineData("*:5000", "anything.example.com:5000/x", true, true)]
    [InlineData("quay.io/team", "quay.io/team/app", true, true)]
    [InlineData("quay.io/team", "quay.io/team", true, true)]
    [InlineData("quay.io/team", "quay.io/teams/app", false, false)]
    [InlineData("docker.io", "ruby", true, true)]
    [InlineData("docker.io", "index.docker.io/library/ruby", true, true)]
    [InlineData("index.docker.io", "docker.io/library/ruby", true, true)]
    [InlineData("docker.io", "registry-1.docker.io:443/library/ruby", true, false)]
    [InlineData("docker.io/library", "ruby", true, true)]
    [InlineData("docker.io/library", "bitnami/redis", false, false)]
    [InlineData("10.0.0.1:5000", "10.0.0.1:5000/a", true, true)]
    [InlineData("localhost", "localhost/a", true, true)]
    public void Match_OfARepository(string pattern, string reference, bool covers, bool names)
    {
        var repository = RepositoryName.Of(ImageReference.Parse(reference));

        RegistryPattern.Parse(pattern).Covers(repository).Should().Be(covers);
        RegistryPattern.Parse(pattern).Names(repository).Should().Be(names);
    }

    [Theory]
    [InlineData("")]
    [InlineData("https://quay.io")]
    [InlineData("quay.io/")]
    [InlineData("quay.io/Team")]
    [InlineData("quay.io/*")]
    [InlineData("user@quay.io")]
    [InlineData("quay.io:port")]
    [InlineData("two words")]
    public void TryParse_OfWhatIsNoPattern_Fails(string text) => RegistryPattern.TryParse(text, out _).Should().BeFalse();

    [Theory]
    [InlineData("quay.io:5000/a/b")]
    [InlineData("*.example.com")]
    [InlineData("[fd00::1]:5000")]
    public void ToString_OfAPattern_IsItsText(string text) => RegistryPattern.Parse(text).ToString().Should().Be(text);
}
