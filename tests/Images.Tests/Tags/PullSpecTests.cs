using ImageStreams.Entities;

namespace ImageStreams.Images.Tests;

public sealed class PullSpecTests
{
    private static readonly string A = Make.Digest('a');

    public static TheoryData<string, string, string?, string, string> Vectors { get; } = new()
    {
        { "V54", "reg:5000/ns/s", "Source", A, $"quay.io/a/b@{A}" },
        { "V55", "reg:5000/ns/s", "Local", A, $"reg:5000/ns/s@{A}" },
        { "V56: no registry", "", "Local", A, $"quay.io/a/b@{A}" },
        { "V57: a reference tag", "reg:5000/ns/s", "Local", "", $"quay.io/a/b@{A}" },
        { "no spec tag", "reg:5000/ns/s", null, A, $"quay.io/a/b@{A}" },
        { "a repository that is none", "!!", "Local", A, $"quay.io/a/b@{A}" },
    };

    [Theory]
    [MemberData(nameof(Vectors))]
    public void Find_FollowsTheReferencePolicy(string vector, string repository, string? policy, string image, string expected)
    {
        TagReference[] tags = policy is null ? [] : [new TagReference { Name = "t", ReferencePolicy = new TagReferencePolicy { Type = policy } }];
        var stream = Make.Stream(tags).With(Make.History("t", $"quay.io/a/b@{A}|{image}|1"));
        stream = stream with { Status = stream.Status! with { DockerImageRepository = repository } };

        PullSpec.Find(stream, "t").Should().Be(expected, vector);
    }

    [Fact]
    public void Find_OfATagWithoutImage_IsNull() => PullSpec.Find(Make.Stream().With(Make.History("t")), "t").Should().BeNull();

    [Fact]
    public void Decorate_NamesTheRepositoriesAsTheyAreNow()
    {
        var stream = Make.Stream() with { Status = new ImageStreamStatus { DockerImageRepository = "stale", PublicDockerImageRepository = "stale" } };
        var external = stream with { Spec = new ImageStreamSpec { DockerImageRepository = "quay.io/a/b:tag" } };

        var inside = StreamRepositories.Decorate(external, new RegistryHosts { Internal = "reg:5000", Public = "reg.example" });
        inside.DockerImageRepository.Should().Be("reg:5000/ns/s");
        inside.PublicDockerImageRepository.Should().Be("reg.example/ns/s");
        var none = StreamRepositories.Decorate(external, RegistryHosts.None);
        none.DockerImageRepository.Should().Be("quay.io/a/b");
        none.PublicDockerImageRepository.Should().BeNull();
        StreamRepositories.Decorate(stream, RegistryHosts.None).DockerImageRepository.Should().BeEmpty();
    }
}
