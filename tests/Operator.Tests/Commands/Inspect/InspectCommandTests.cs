using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;
using ImageStreams.LocalRegistry;
using ImageStreams.Oci;
using ImageStreams.TestKit;

namespace ImageStreams.Operator.Tests;

public sealed class InspectCommandTests(InspectFixture fixture) : IClassFixture<InspectFixture>
{
    [Theory]
    [InlineData("docker")]
    [InlineData("oci")]
    [InlineData("schema1", "--verify")]
    [InlineData("list", "--platform", "linux/amd64")]
    [InlineData("index", "--all")]
    [InlineData("index", "--platform", "linux/arm64", "--verify")]
    [InlineData("docker", "-o", "json")]
    [InlineData("index", "-o", "yaml", "--platform", "linux/arm64/v8")]
    public async Task Inspect_OfEveryFormat_PrintsWhatItPrinted(string tag, params string[] options)
    {
        var result = await InspectAsync($"{fixture.Host}/team/app:{tag}", options);

        result.Error.Should().BeEmpty();
        result.ExitCode.Should().Be(0);
        var name = string.Join('_', options.Prepend(tag)).Replace("--", "", StringComparison.Ordinal).Replace('/', '-');
        Golden.Check($"inspect/{name}.txt", result.Output.Replace(fixture.Host, "REGISTRY", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Inspect_AsJson_AgreesWithTheRegistry()
    {
        var result = await InspectAsync($"{fixture.Host}/team/app:docker", "--verify", "-o", "json");

        var report = JsonNode.Parse(result.Output)!;
        var image = report["images"]!.AsArray().Should().ContainSingle().Which!;
        report["digest"]!.GetValue<string>().Should().Be(fixture.Image.DockerManifest.Digest.ToString());
        image["layers"]!.AsArray().Select(l => (l!["digest"]!.GetValue<string>(), l["size"]!.GetValue<long>(), l["verified"]!.GetValue<bool>()))
            .Should().Equal(fixture.Image.Layers.Select(l => (l.Digest.ToString(), l.Size, true)));
        image["size"]!.GetValue<long>().Should().Be(
            fixture.Image.Config.Size + fixture.Image.Layers.DistinctBy(l => l.Digest).Sum(l => l.Size), "a repeated layer is stored once");
    }

    [Fact]
    public async Task Inspect_ByDigest_NeedsNoTag()
    {
        var digest = fixture.Image.OciManifest.Digest;

        var result = await InspectAsync($"{fixture.Host}/team/app:gone@{digest}", "-o", "json");

        JsonNode.Parse(result.Output)!["reference"]!.GetValue<string>().Should().Be($"{fixture.Host}/team/app@{digest}");
    }

    [Theory]
    [InlineData("a b", "is not an image reference: invalid reference format")]
    [InlineData("quay.io", "names a registry, but no image")]
    [InlineData("x --platform linux", "--platform must be OS/ARCHITECTURE[/VARIANT], not 'linux'")]
    [InlineData("x --platform linux/amd64 --all", "exclude each other")]
    [InlineData("x -o xml", "xml")]
    public async Task Inspect_WithWrongUsage_ExitsWith2(string arguments, string why)
    {
        var split = arguments.StartsWith("a ", StringComparison.Ordinal) ? [arguments] : arguments.Split(' ');

        var result = await CommandResult.RunAsync(["inspect", .. split]);

        result.ExitCode.Should().Be(2);
        result.Error.Should().Contain(why);
    }

    [Fact]
    public async Task Inspect_OfWhatIsNotThere_ExitsWith1()
    {
        var result = await InspectAsync($"{fixture.Host}/team/app:nothing");

        result.ExitCode.Should().Be(1);
        result.Output.Should().BeEmpty();
        result.Error.Should().Be(
            $"error: GET http://{fixture.Host}/v2/team/app/manifests/nothing: 404 NotFound: MANIFEST_UNKNOWN: manifest unknown: nothing\n");
    }

    [Theory]
    [InlineData("index", "linux/s390x", "only for linux/amd64, linux/arm64/v8")]
    [InlineData("index", "linux/arm64/v7", "only for linux/amd64, linux/arm64/v8")]
    [InlineData("docker", "windows/amd64", "only for linux/amd64")]
    public async Task Inspect_ForAPlatformThatIsNotThere_SaysWhichAre(string tag, string platform, string why)
    {
        var result = await InspectAsync($"{fixture.Host}/team/app:{tag}", "--platform", platform);

        result.ExitCode.Should().Be(1);
        result.Error.Should().Contain($"there is no image for {platform}").And.Contain(why);
    }

    [Fact]
    public async Task Inspect_WithVerify_NoticesASpoiledLayer()
    {
        var image = SampleImage.Create(77);
        await image.PushAsync(fixture.PushClient(), "spoiled", image.OciManifest, default);
        var file = fixture.BlobFile(image.Layers[1].Digest);
        var content = await File.ReadAllBytesAsync(file);
        content[^1] ^= 1;
        await File.WriteAllBytesAsync(file, content);

        (await InspectAsync($"{fixture.Host}/team/app:spoiled")).ExitCode.Should().Be(0, "layers are not fetched unless asked for");
        var result = await InspectAsync($"{fixture.Host}/team/app:spoiled", "--verify");

        result.ExitCode.Should().Be(1);
        result.Error.Should().Contain(image.Layers[1].Digest.ToString()).And.Contain("does not match");
    }

    [Fact]
    public async Task Inspect_WithAnAuthFile_ShowsItsCredential()
    {
        await using var registry = await FaultyRegistry.StartAsync();
        var image = fixture.Image;
        registry.On(
            "GET /v2/team/app/manifests/latest",
            Answers.Guarded("Basic Ym9iOnNlY3JldA==", "Basic realm=\"x\"", Answers.Manifest(image.OciManifest)));
        registry.On($"GET /v2/team/app/blobs/{image.Config.Digest}", Answers.Bytes(image.Config.Content, "application/octet-stream"));
        var authFile = Path.GetTempFileName();
        await File.WriteAllTextAsync(authFile, $$"""{"auths":{"{{registry.Host}}":{"auth":"Ym9iOnNlY3JldA=="} } }""");

        var with = await InspectAsync($"{registry.Host}/team/app", "--authfile", authFile);
        var without = await InspectAsync($"{registry.Host}/team/app");
        await File.WriteAllTextAsync(authFile, "Ym9iOnNlY3JldA==");
        var broken = await InspectAsync($"{registry.Host}/team/app", "--authfile", authFile);
        File.Delete(authFile);
        var missing = await InspectAsync($"{registry.Host}/team/app", "--authfile", authFile);

        with.ExitCode.Should().Be(0, with.Error);
        without.ExitCode.Should().Be(1);
        without.Error.Should().Contain("401");
        broken.Error.Should().Contain($"{authFile}: the docker configuration is not JSON").And.NotContain("Ym9i");
        missing.ExitCode.Should().Be(1);
        missing.Error.Should().Contain(authFile);
    }

    [Fact]
    public async Task Inspect_OfAnIndexWithinFiveOthers_Stops()
    {
        await using var registry = await FaultyRegistry.StartAsync();
        var manifest = fixture.Image.OciManifest;
        for (var depth = 0; depth < 5; depth++)
        {
            registry.On($"GET /v2/team/app/manifests/{manifest.Digest}", Answers.Manifest(manifest));
            manifest = Manifest.Parse(
                Encoding.UTF8.GetBytes($$"""{"schemaVersion":2,"manifests":[{"mediaType":"{{manifest.ContentType}}","digest":"{{manifest.Digest}}","size":1}]}"""),
                MediaTypes.OciIndex);
        }

        registry.On("GET /v2/team/app/manifests/latest", Answers.Manifest(manifest));

        foreach (var options in new string[][] { [], ["--all"] })
        {
            var result = await InspectAsync($"{registry.Host}/team/app", options);
            result.ExitCode.Should().Be(1);
            result.Error.Should().Contain("nested deeper than 4");
        }
    }

    [Fact]
    public async Task Inspect_OfWhatIsNoImage_ShowsItsBlobsAll()
    {
        await using var registry = await FaultyRegistry.StartAsync();
        var config = SampleBlob.Of("[1, 2, 3]"u8.ToArray());
        var chart = Manifest.Parse(
            Encoding.UTF8.GetBytes($$"""
                {"schemaVersion":2,"config":{"mediaType":"application/vnd.cncf.helm.config.v1+json","digest":"{{config.Digest}}","size":{{config.Size}}},
                 "layers":[{"mediaType":"application/vnd.cncf.helm.chart.content.v1.tar+gzip","digest":"{{config.Digest}}","size":9}]}
                """),
            MediaTypes.OciManifest);
        registry.On("GET /v2/team/app/manifests/latest", Answers.Manifest(chart));
        registry.On($"GET /v2/team/app/blobs/{config.Digest}", Answers.Bytes(config.Content, "application/octet-stream"));

        var result = await InspectAsync($"{registry.Host}/team/app");

        result.ExitCode.Should().Be(0, result.Error);
        result.Output.Should().Contain("application/vnd.cncf.helm.chart.content.v1.tar+gzip").And.NotContain("Platform");
    }

    [Fact]
    public async Task Inspect_WithTheProgramAsBuilt_PrintsTheSame()
    {
        string[] arguments = ["inspect", $"{fixture.Host}/team/app:index", "--platform", "linux/amd64", "-o", "json"];
        using var process = Process.Start(new ProcessStartInfo(CommandLineTests.Executable, arguments) { RedirectStandardOutput = true })!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();

        process.ExitCode.Should().Be(0);
        output.Should().Be((await CommandResult.RunAsync(arguments)).Output);
    }

    private static Task<CommandResult> InspectAsync(string reference, params string[] options) =>
        CommandResult.RunAsync(["inspect", reference, .. options]);
}
