namespace ImageStreams.Oci.Tests;

public class ImageConfigTests
{
    [Fact]
    public void Parse_OfAConfigBlob_ReadsWhatImagesKeepAndWhatInspectShows()
    {
        var config = ImageConfig.Parse("""
            {"architecture":"arm64","variant":"v8","os":"linux","os.version":"1","created":"2024-02-03T04:05:06.789Z","author":"a","comment":"c",
             "docker_version":"20.10","container":"cc","config":{"User":"1001","ExposedPorts":{"8080/tcp":{}},"Env":["A=b"],"Entrypoint":null,
             "Cmd":["run"],"Volumes":{"/data":{}},"Labels":{"x":"y"},"Healthcheck":{"Test":["NONE"]},"Tty":null},
             "rootfs":{"type":"layers","diff_ids":["sha256:aa"]},"history":[{"created_by":"ADD","empty_layer":true}]}
            """u8);

        config.Should().BeEquivalentTo(new
        {
            Architecture = "arm64",
            Variant = "v8",
            Os = "linux",
            OsVersion = "1",
            Author = "a",
            Comment = "c",
            DockerVersion = "20.10",
            Container = "cc",
        });
        config.Created.Should().Be(new DateTimeOffset(2024, 2, 3, 4, 5, 6, 789, TimeSpan.Zero));
        config.Config!.ExposedPorts.Should().ContainKey("8080/tcp");
        config.Config.Volumes.Should().ContainKey("/data");
        config.Config.Labels.Should().Contain("x", "y");
        config.Config.Tty.Should().BeNull();
        config.Rootfs!.DiffIds.Should().Equal("sha256:aa");
        config.History.Should().ContainSingle().Which.EmptyLayer.Should().BeTrue();
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{\"created\":\"yesterday\"}")]
    [InlineData("{\"config\":{\"Env\":\"A=b\"}}")]
    public void Parse_OfAnythingElse_SaysThatItDoesNotParse(string json)
    {
        var parse = () => ImageConfig.Parse(System.Text.Encoding.UTF8.GetBytes(json));

        parse.Should().Throw<RegistryException>().Where(e => e.Kind == RegistryErrorKind.InvalidManifest);
    }
}
