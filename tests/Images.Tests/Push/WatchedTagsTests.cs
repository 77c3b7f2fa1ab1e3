using ImageStreams.Oci;

namespace ImageStreams.Images.Tests;

public sealed class WatchedTagsTests
{
    [Fact]
    public void PlanFor_APush_AreTheTagsThatAreLookedAtAnyway()
    {
        var stream = Make.Stream(
                Make.Docker("scheduled", "quay.io/x/y:1").Scheduled(),
                Make.Docker("once", "quay.io/x/y:1"),
                Make.Docker("failing", "quay.io/x/y:1"),
                Make.Docker("other-tag", "quay.io/x/y:2").Scheduled(),
                Make.Docker("latest", "quay.io/x/y").Scheduled(),
                Make.Docker("pinned", $"quay.io/x/y@{Make.Digest('a')}").Scheduled(),
                Make.Docker("elsewhere", "quay.io/x/z:1").Scheduled(),
                Make.FromTag("follower", "scheduled"))
            .With(Make.History("once", "quay.io/x/y@1|1|1"), Make.History("failing").Failing("NotFound", "gone", 1, Make.Now));

        Plan(stream, "quay.io", "x/y", "1").Should().Equal("scheduled", "failing");
        Plan(stream, "quay.io", "x/y", "latest").Should().Equal("latest");
        Plan(stream, "quay.io", "x/y", "").Should().Equal("scheduled", "failing", "other-tag", "latest");
        Plan(stream, "quay.io", "x/none", "1").Should().BeEmpty();
    }

    [Theory]
    [InlineData("nginx:1")]
    [InlineData("docker.io/library/nginx:1")]
    [InlineData("index.docker.io/library/nginx:1")]
    public void PlanFor_APushToDockerHub_FindsEveryWayToWriteIt(string from) =>
        Plan(Make.Stream(Make.Docker("a", from).Scheduled()), "docker.io", "library/nginx", "1").Should().Equal("a");

    [Fact]
    public void PlanFor_APushToTheStreamsRepository_LooksAtItWhenItIsLookedAtByInterval()
    {
        var stream = Make.Stream();
        stream = stream with { Spec = stream.Spec! with { DockerImageRepository = "quay.io/x/y" } };
        RepositoryName.TryCreate("quay.io", "x/y", out var repository).Should().BeTrue();

        WatchedTags.PlanFor(stream, repository!, "1", Make.Options).IsEmpty.Should().BeTrue();
        WatchedTags.PlanFor(stream.Annotated(ImageAnnotations.Interval, "15m"), repository!, "1", Make.Options).Repository.Should().BeTrue();
    }

    [Fact]
    public void PlanFor_WhereNothingIsScheduled_IsEmpty()
    {
        RepositoryName.TryCreate("quay.io", "x/y", out var repository).Should().BeTrue();

        WatchedTags.PlanFor(Make.Stream(Make.Docker("a", "quay.io/x/y:1").Scheduled()), repository!, "1", Make.Options with { ScheduledImports = false })
            .IsEmpty.Should().BeTrue();
    }

    private static IEnumerable<string> Plan(Entities.ImageStream stream, string registry, string path, string tag)
    {
        RepositoryName.TryCreate(registry, path, out var repository).Should().BeTrue();
        return WatchedTags.PlanFor(stream, repository!, tag, Make.Options).Tags.Select(t => t.Name);
    }
}
