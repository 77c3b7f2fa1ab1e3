namespace ImageStreams.Operator.Tests;

public sealed class CrdsCommandTests
{
    [Fact]
    public async Task Run_Crds_PrintsBothDefinitionsAsTheyAreCheckedIn()
    {
        using var output = new StringWriter();
        using var error = new StringWriter();

        var exitCode = await new CommandLine(CrdsCommand.Create).RunAsync(["crds"], output, error);

        exitCode.Should().Be(CommandLine.Success);
        error.ToString().Should().BeEmpty();
        output.ToString().Should().Be(
            "---\n" + CheckedIn("image.openshift.io_images.yaml") + "---\n" + CheckedIn("image.openshift.io_imagestreams.yaml"));
    }

    private static string CheckedIn(string name) => File.ReadAllText(Path.Combine(CommandLineTests.RepositoryFolder, "config/crd/bases", name));
}
