using System.Text.Json.Nodes;
using ImageStreams.TestKit;

namespace ImageStreams.EndToEnd.Tests;

/// <summary>What the container image holds is started and called.</summary>
public sealed class PublishedTests(PublishedFixture published) : IClassFixture<PublishedFixture>
{
    [Fact]
    public void Published_IsOneExecutableAndTheLibraryOfSqlite()
    {
        var files = Directory.GetFiles(published.Folder).Select(Path.GetFileName);

        files.Should().BeEquivalentTo("imagestreams", "libe_sqlite3.so");
    }

    [Fact]
    public async Task Published_TellsItsVersionAndItsKinds()
    {
        var version = await ProductProcess.RunAsync(published.Executable, "version");
        var kinds = await ProductProcess.RunAsync(published.Executable, "crds");

        version.ExitCode.Should().Be(0, version.ToString());
        version.Output.Should().MatchRegex("^imagestreams [0-9]+\\.[0-9]+\\.[0-9]+");
        kinds.ExitCode.Should().Be(0, kinds.ToString());
        kinds.Output.Should().Contain("name: imagestreams.image.openshift.io").And.Contain("name: images.image.openshift.io");
    }

    [PeerFact("kubectl")]
    public async Task Published_RunsAndServes()
    {
        var cluster = new EmbeddedApiCluster { Executable = published.Executable };
        try
        {
            await cluster.InitializeAsync();
            await cluster.Admin.ApplyAsync(StreamYaml.Of("default", "app", StreamYaml.Following("a", "b")));

            (await cluster.Admin.RunAsync("get", "imagestreams", "-o", "name")).Trim().Should().Be("imagestream.image.openshift.io/app");
            (await cluster.Process.TerminateAsync()).Should().Be(0);
        }
        finally
        {
            await cluster.DisposeAsync();
        }
    }

    [BaseImageFact]
    public async Task Dockerfile_BuiltWithBuildah_MakesAnImageThatRunsAsNobody()
    {
        const string tag = "localhost/imagestreams:e2e";
        await PeerPrograms.RunAsync("buildah", "build", "--tag", tag, Repository.Root);
        try
        {
            var image = JsonNode.Parse(await PeerPrograms.RunAsync("buildah", "inspect", "--type", "image", tag))!["OCIv1"]!["config"]!;
            ((string?)image["User"]).Should().NotBeNullOrEmpty().And.NotBe("0").And.NotBe("root");
            image["Entrypoint"]!.AsArray().Select(e => (string?)e).Should().Equal("./imagestreams");
        }
        finally
        {
            await PeerPrograms.RunAsync("buildah", "rmi", tag);
        }
    }
}
