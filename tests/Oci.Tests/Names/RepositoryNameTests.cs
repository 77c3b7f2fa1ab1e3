namespace ImageStreams.Oci.Tests;

public class RepositoryNameTests
{
    [Theory]
    [InlineData("ruby", "docker.io", "library/ruby", "registry-1.docker.io")]
    [InlineData("registry-1.docker.io/a/b", "docker.io", "a/b", "registry-1.docker.io")]
    [InlineData("quay.io/a/b/c:1", "quay.io", "a/b/c", "quay.io")]
    [InlineData("localhost:5000/x", "localhost:5000", "x", "localhost:5000")]
    public void Of_AReference_HasTheRegistryAndTheHostThatAnswers(string text, string registry, string path, string apiHost)
    {
        var repository = RepositoryName.Of(ImageReference.Parse(text));

        repository.Registry.Should().Be(registry);
        repository.Path.Should().Be(path);
        repository.ApiHost.Should().Be(apiHost);
        repository.ToString().Should().Be($"{registry}/{path}");
    }

    [Theory]
    [InlineData("quay.io")] // a registry only
    [InlineData("docker.io/Foo/bar")] // an upper case namespace parses, but no registry serves it
    public void Of_AReferenceWithoutRepository_IsRefused(string text)
    {
        var of = () => RepositoryName.Of(ImageReference.Parse(text));

        of.Should().Throw<FormatException>();
    }

    [Theory]
    [InlineData("quay.io", "../x")]
    [InlineData("quay.io", "a/b?x=1")]
    [InlineData("quay.io", "a%2fb")]
    [InlineData("user@quay.io", "a")]
    [InlineData("quay.io/x", "a")]
    [InlineData("", "a")]
    public void TryCreate_WithWhatWouldBendAUrl_RefusesIt(string registry, string path) =>
        RepositoryName.TryCreate(registry, path, out _).Should().BeFalse();

    [Theory]
    [InlineData("localhost:5000/a", true)]
    [InlineData("127.0.0.1/a", true)]
    [InlineData("127.1.2.3:80/a", true)]
    [InlineData("localhost.example.com/a", false)]
    [InlineData("10.0.0.1:5000/a", false)]
    [InlineData("a/b", false)]
    public void IsLoopback_IsDecidedByTheNameAlone(string text, bool expected) =>
        RepositoryName.Of(ImageReference.Parse(text)).IsLoopback.Should().Be(expected);

    [Theory]
    [InlineData("[::1]:5000")]
    [InlineData("127.0.0.1:5000")]
    [InlineData("registry.example.com")]
    public void TryCreate_WithAnAddress_AcceptsIt(string registry) =>
        RepositoryName.TryCreate(registry, "a/b", out _).Should().BeTrue();
}
